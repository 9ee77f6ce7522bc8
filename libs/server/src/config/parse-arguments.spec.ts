import type { Commands } from './command.ts';
import { boolean, wholeNumber } from './kinds.ts';
import { parseArguments } from './parse-arguments.ts';

const command = { synopsis: '', doc: '', settings: [], flags: {}, maxWords: 0 } as const;
const depth = { kind: wholeNumber({ min: 0, max: 9 }), default: 0, doc: '' };
const quiet = { kind: boolean, default: false, doc: '', isSwitch: true } as const;
const commands: Commands = {
  serve: command,
  ask: { ...command, maxWords: 2 },
  'ask twice': { ...command, maxWords: 1, flags: { depth, quiet } },
};
const parse = (...argv: readonly string[]) => parseArguments(argv, { declared: {}, commands });

describe('parseArguments()', () => {
  it.each([
    [[], 'serve', []],
    [['ask'], 'ask', []],
    [['ask', 'once', 'twice'], 'ask', ['once', 'twice']],
    [['ask', 'twice'], 'ask twice', []],
    [['ask', '--depth=1', 'twice', 'why'], 'ask twice', ['why']],
  ])('finds the command of %j, of two words if there is one', (argv, name, words) => {
    expect(parse(...argv)).toMatchObject({ command: name, words, problems: [] });
  });

  it.each([
    [['ask', 'twice', 'a', 'b'], 'Cannot use the argument "b"; remove it'],
    [['twice'], 'Cannot run "twice": expected serve, ask, ask twice or no command'],
    [
      ['ask', '--depth=1'],
      'Cannot use the flag "--depth" with ask: --help lists the flags of each command',
    ],
  ])('reports %j', (argv, problem) => {
    expect(parse(...argv).problems).toEqual([problem]);
  });

  it.each([
    [['--quiet'], 'true'],
    [['--quiet', 'why'], 'true'],
    [['--quiet=false'], 'false'],
    [['--depth', '1'], undefined],
  ])('takes a switch without a value: %j', (argv, value) => {
    const parsed = parse('ask', 'twice', ...argv);
    expect([parsed.problems, parsed.values.get('quiet')]).toEqual([[], value]);
  });

  it('refuses other flags without a value', () => {
    expect(parse('ask', 'twice', '--depth').problems).toEqual([
      'Cannot use the flag "--depth" without a value; write --depth=VALUE',
    ]);
  });
});
