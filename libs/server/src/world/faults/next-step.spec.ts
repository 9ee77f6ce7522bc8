import { Fault } from './fault.ts';

describe('a Fault after a file could not be read', () => {
  it.each([
    ['EACCES', 'let this user read it'],
    ['ENOENT', 'create it'],
    ['EISDIR', 'put a file in place of the directory'],
    ['EMFILE', 'raise the limit of open files of the process (ulimit -n)'],
    ['ENFILE', 'raise the limit of open files of the system (sysctl fs.file-max)'],
    ['EIO', 'check it'],
  ])('names for %s the next step: %s', (reason, step) => {
    expect(
      new Fault('CA_FILE_UNREADABLE', { path: '/ca.pem', setting: 'CA_FILE', reason }).message,
    ).toBe(`Cannot read CA_FILE="/ca.pem": ${reason}; ${step}, or set CA_FILE to another file`);
  });
});

describe('a Fault after output was lost', () => {
  it.each([
    ['ENOSPC', 'free some space and retry'],
    ['EFBIG', 'raise the limit of file sizes (ulimit -f) and retry'],
    ['EIO', 'check where it is redirected to, and retry'],
  ])('names for %s the next step: %s', (reason, step) => {
    expect(new Fault('OUTPUT_LOST', { reason }).message).toBe(
      `Cannot write to standard output: ${reason}; the output is incomplete; ${step}`,
    );
  });
});
