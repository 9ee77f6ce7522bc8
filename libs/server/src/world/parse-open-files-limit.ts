/** Parses the soft limit of open files from the text of /proc/self/limits: proc_pid_limits(5). */
export function parseOpenFilesLimit(text: string): number | undefined {
  const [, limit] = /^Max open files\s+(\d+|unlimited)\s/m.exec(text) ?? [];
  if (limit === undefined) return undefined;
  return limit === 'unlimited' ? Infinity : Number(limit);
}
