/** Returns whether a shorter run is wanted; Nx passes `--quick` on as `--quick=true`. */
export function isQuickRun(argv: readonly string[]): boolean {
  return argv.some((word) => word === '--quick' || word === '--quick=true');
}
