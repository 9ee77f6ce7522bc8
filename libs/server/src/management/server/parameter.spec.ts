import { boolean, wholeNumber } from '../../config/kinds.ts';
import { OperationError } from '../bridge/operation-error.ts';
import { checkQuery, defineParameter } from './parameter.ts';

const seconds = defineParameter({
  name: 'seconds',
  doc: '',
  kind: wholeNumber({ min: 1, max: 120 }),
  default: 30,
});
const force = defineParameter({ name: 'force', doc: '', kind: boolean, default: undefined });

describe('defineParameter()', () => {
  it.each([
    ['', 30, undefined],
    ['seconds=1', 1, undefined],
    ['force=false&seconds=120', 120, false],
    ['force=true', 30, true],
  ])('reads %j', (text, number, flag) => {
    const query = new URLSearchParams(text);
    expect([seconds.read(query), force.read(query)]).toEqual([number, flag]);
  });
});

describe('checkQuery()', () => {
  const check = (text: string): void => {
    checkQuery(new URLSearchParams(text), [seconds, force]);
  };

  it.each(['', 'seconds=5', 'force=true&seconds=5'])('accepts %j', (text) => {
    expect(() => {
      check(text);
    }).not.toThrow();
  });

  it.each([
    ['seconds=0', 'Cannot read seconds="0": expected a whole number from 1 to 120'],
    ['seconds=121', 'Cannot read seconds="121": expected a whole number from 1 to 120'],
    ['seconds=', 'Cannot read seconds="": expected a whole number from 1 to 120'],
    ['seconds=5s', 'Cannot read seconds="5s": expected a whole number from 1 to 120'],
    ['seconds=1e1', 'Cannot read seconds="1e1": expected a whole number from 1 to 120'],
    ['seconds=-5', 'Cannot read seconds="-5": expected a whole number from 1 to 120'],
    ['force', 'Cannot read force="": expected true or false'],
    ['force=1', 'Cannot read force="1": expected true or false'],
    ['Force=true', 'Cannot read the query at "Force": expected seconds, force'],
    ['second=5', 'Cannot read the query at "second": expected seconds, force'],
    ['seconds=5&seconds=6', 'Cannot read the query at "seconds": expected it once'],
  ])('rejects %j', (text, message) => {
    expect(() => {
      check(text);
    }).toThrow(new OperationError(400, message));
  });

  it('rejects any query if no parameter is defined', () => {
    expect(() => {
      checkQuery(new URLSearchParams('a=1'), []);
    }).toThrow(new OperationError(400, 'Cannot read the query at "a": expected no query'));
  });
});
