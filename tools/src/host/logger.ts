/** Where executors and the command line write to; they need no Nx for it. */
export const logger = {
  info(line: string): void {
    console.info(line);
  },
  warn(line: string): void {
    console.warn(line);
  },
  error(line: string): void {
    console.error(line);
  },
};
