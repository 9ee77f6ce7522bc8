const BYTES_PER_MEBIBYTE = 2 ** 20;

/**
 * Returns the bytes that the process may use: the smallest of the machine's memory, the limit of its cgroup, and
 * the one that a variable says, for a root in which no cgroup can be seen. The executable limits its heap by the
 * same variables, and does not start if MEMORY_LIMIT_MB is wrong.
 *
 * @param constrainedBytes As of `process.constrainedMemory()`; 0 if it is not known.
 * @see https://developer.hashicorp.com/nomad/docs/reference/runtime-environment-settings
 */
export function parseMemoryLimit(
  { MEMORY_LIMIT_MB, NOMAD_MEMORY_LIMIT }: NodeJS.ProcessEnv,
  constrainedBytes: number,
  totalBytes: number,
): number {
  const saidBytes = Number(MEMORY_LIMIT_MB || NOMAD_MEMORY_LIMIT) * BYTES_PER_MEBIBYTE;
  const limits = [constrainedBytes, saidBytes].filter((bytes) => bytes > 0);
  return Math.min(totalBytes, ...limits);
}
