import { describeStarts, startInTwoRows } from './describe-starts.ts';

describeStarts('many starts of the program', (starts) => {
  it('all answer, exit with 0 and leak nothing: 1,000 starts, two at a time, in about a minute', async () => {
    await startInTwoRows(1_000, starts);
  }, 600_000);
});
