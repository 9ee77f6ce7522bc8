import { OperationError } from '../bridge/operation-error.ts';
import { inspectedParameter, threadParameter } from './thread-parameter.ts';

const read = (text: string, count = 3) =>
  threadParameter(() => count).read(new URLSearchParams(text));
const readInspected = (text: string, count = 3) =>
  inspectedParameter(() => count).read(new URLSearchParams(text));

describe('threadParameter()', () => {
  it.each([
    ['', undefined],
    ['thread=1', 1],
    ['thread=3', 3],
  ])('reads %j as %p', (text, thread) => {
    expect(read(text)).toBe(thread);
  });

  it.each(['0', '4', '-1', '1.0', '01', 'main', '', '99999'])('rejects %j', (thread) => {
    const message = `Cannot read thread="${thread}": expected a whole number from 1 to 3`;
    expect(() => read(`thread=${thread}`)).toThrow(new OperationError(400, message));
  });

  it('names the only thread', () => {
    expect(read('thread=1', 1)).toBe(1);
    expect(() => read('thread=2', 1)).toThrow(
      'Cannot read thread="2": expected 1, the only thread that serves',
    );
  });
});

describe('inspectedParameter()', () => {
  it.each([
    ['', undefined],
    ['thread=main', 'main'],
    ['thread=3', 3],
  ])('reads %j as %p', (text, thread) => {
    expect(readInspected(text)).toBe(thread);
  });

  it.each([
    [3, 'main or a whole number from 1 to 3'],
    [0, 'main, the only thread'],
  ])('rejects a thread that does not exist with %i serving threads', (count, expected) => {
    expect(() => readInspected('thread=4', count)).toThrow(
      new OperationError(400, `Cannot read thread="4": expected ${expected}`),
    );
  });
});
