/** Methods of a provider that change a file, with their system call and the place of the path to change. */
const CHANGES = {
  appendFile: ['open', 0],
  link: ['link', 1],
  rename: ['rename', 0],
  rmdir: ['rmdir', 0],
  symlink: ['symlink', 1],
  unlink: ['unlink', 0],
  writeFile: ['open', 0],
} as const;

/** Throws the error of a system call about a path. */
type Refuse = (syscall: string, path: string) => never;

/**
 * Refuses all changes of files, in both forms of each method. Node's own class refuses them, too, and names a
 * path that begins at the mount, not at the root of the machine.
 */
export function refuseWrites(provider: object, refuse: Refuse): void {
  for (const [name, [syscall, place]] of Object.entries(CHANGES)) {
    const change = (...given: readonly unknown[]): never => refuse(syscall, String(given[place]));
    const later = (...given: readonly unknown[]): Promise<never> =>
      new Promise((resolve) => {
        resolve(change(...given));
      });
    Object.assign(provider, { [`${name}Sync`]: change, [name]: later });
  }
}
