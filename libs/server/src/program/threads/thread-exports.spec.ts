import { toBatch } from '../../../testing/to-batch.ts';
import { createThreadExports } from './thread-exports.ts';

const turn = () => new Promise(setImmediate);

describe('createThreadExports()', () => {
  it('waits for the answer of the main thread', async () => {
    const reports: unknown[] = [];
    let isSent = false;
    const exports = createThreadExports((report) => void reports.push(report));
    void exports.send(toBatch('1\n')).then(() => {
      isSent = true;
    });
    await turn();
    expect([reports, isSent]).toEqual([[{ kind: 'export', batch: toBatch('1\n') }], false]);
    exports.onExported();
    await turn();
    expect(isSent).toBe(true);
  });

  it('waits for no answer at the end', async () => {
    const reports: unknown[] = [];
    const exports = createThreadExports((report) => void reports.push(report));
    const first = exports.send(toBatch('1\n'));
    exports.end();
    await Promise.all([first, exports.send(toBatch('2\n')), exports.send(toBatch('3\n'))]);
    expect(reports).toHaveLength(3);
  });
});
