/**
 * Describes what a serving thread does, for the log. A thread may end while it is examined, and one that cannot be
 * examined is stuck as well.
 */
export async function examineThread(index: number): Promise<object> {
  try {
    const { describeStuck } = await import('./describe-stuck.ts');
    return await describeStuck(index);
  } catch (error) {
    return { unexamined: error instanceof Error ? error.message : String(error) };
  }
}
