import { OperationError } from '../bridge/operation-error.ts';
import { parseQueryFlag, parseQueryNumbers } from './parse-capture-query.ts';

const expected = { seconds: { min: 1, max: 120, fallback: 30 } };
const readNumbers = (text: string) => parseQueryNumbers(new URLSearchParams(text), expected);
const readFlag = (text: string) => parseQueryFlag(new URLSearchParams(text), 'force');

describe('parseQueryNumbers()', () => {
  it.each([
    ['', 30],
    ['seconds=1', 1],
    ['seconds=120', 120],
    ['seconds=005', 5],
  ])('reads %j as %d', (text, seconds) => {
    expect(readNumbers(text)).toEqual({ seconds });
  });

  it.each([
    ['seconds=0', 'Cannot read seconds="0": expected a whole number from 1 to 120'],
    ['seconds=121', 'Cannot read seconds="121": expected a whole number from 1 to 120'],
    ['seconds=', 'Cannot read seconds="": expected a whole number from 1 to 120'],
    ['seconds=5s', 'Cannot read seconds="5s": expected a whole number from 1 to 120'],
    ['seconds=1e1', 'Cannot read seconds="1e1": expected a whole number from 1 to 120'],
    ['seconds=-5', 'Cannot read seconds="-5": expected a whole number from 1 to 120'],
    ['second=5', 'Cannot read the query at "second": expected seconds'],
    ['seconds=5&seconds=6', 'Cannot read the query at "seconds": expected it once'],
  ])('rejects %j', (text, message) => {
    expect(() => readNumbers(text)).toThrow(new OperationError(400, message));
  });

  it('rejects any query if none is expected', () => {
    const read = () => parseQueryNumbers(new URLSearchParams('a=1'), {});
    expect(read).toThrow(
      new OperationError(400, 'Cannot read the query at "a": expected no query'),
    );
  });
});

describe('parseQueryFlag()', () => {
  it.each([
    ['', false],
    ['force=false', false],
    ['force=true', true],
  ])('reads %j as %j', (text, flag) => {
    expect(readFlag(text)).toBe(flag);
  });

  it.each([
    ['force', 'Cannot read force="": expected true or false'],
    ['force=1', 'Cannot read force="1": expected true or false'],
    ['Force=true', 'Cannot read the query at "Force": expected force'],
  ])('rejects %j', (text, message) => {
    expect(() => readFlag(text)).toThrow(new OperationError(400, message));
  });
});
