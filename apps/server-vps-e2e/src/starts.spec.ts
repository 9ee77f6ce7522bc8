import { describeStarts, listDescriptors, startInTwoRows } from './describe-starts.ts';

describeStarts('starts of the program', (starts) => {
  it('all answer, exit with 0 and leak nothing: 100 starts, two at a time', async () => {
    await startInTwoRows(100, starts);
  }, 120_000);

  it('all answer, exit with 0 and leak nothing: 100 at once', async () => {
    const programs = await Promise.all(Array.from({ length: 100 }, starts.start));
    for (const { child } of programs)
      expect(listDescriptors(String(child.pid)).filter((path) => path.includes('memfd'))).toEqual(
        [],
      );
    await Promise.all(programs.map(starts.askAndEnd));
  }, 120_000);
});
