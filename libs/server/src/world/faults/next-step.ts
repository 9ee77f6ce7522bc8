/** Returns the next step after a file could not be read for a reason of errno(3). */
export function stepAfterRead(errno: string): string {
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return 'let this user read it';
    case 'ENOENT':
    case 'ENOTDIR':
      return 'create it';
    case 'EISDIR':
      return 'put a file in place of the directory';
    default:
      return stepAfterLimit(errno) ?? 'check it';
  }
}

/** Returns the next step after standard output could not be written for a reason of errno(3). */
export function stepAfterWrite(errno: string): string {
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'free some space and retry';
    case 'EFBIG':
      return 'raise the limit of file sizes (ulimit -f) and retry';
    default:
      return stepAfterLimit(errno) ?? 'check where it is redirected to, and retry';
  }
}

function stepAfterLimit(errno: string): string | undefined {
  if (errno === 'EMFILE') return 'raise the limit of open files of the process (ulimit -n)';
  return errno === 'ENFILE'
    ? 'raise the limit of open files of the system (sysctl fs.file-max)'
    : undefined;
}
