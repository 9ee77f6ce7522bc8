import { parseCommandLine } from './parse-command-line.ts';

describe('parseCommandLine()', () => {
  it.each([
    [['build'], { command: 'build', isHelp: false, entry: undefined, flags: {} }],
    [
      ['build', 'src/main.ts', '-o', 'main', '--arch=arm64', '--include=views,public', '--image'],
      {
        command: 'build',
        isHelp: false,
        entry: 'src/main.ts',
        flags: { output: 'main', arch: ['arm64'], include: ['views', 'public'], image: true },
      },
    ],
    [
      ['image', '--runtime-only', '--arch=x64,arm64'],
      {
        command: 'image',
        isHelp: false,
        entry: undefined,
        flags: { runtimeOnly: true, arch: ['x64', 'arm64'] },
      },
    ],
    [['plan', '-h'], { command: 'plan', isHelp: true, entry: undefined, flags: {} }],
    [[], { command: undefined, isHelp: true, entry: undefined, flags: {} }],
    [['--help'], { command: undefined, isHelp: true, entry: undefined, flags: {} }],
  ])('reads %j', (args, call) => {
    expect(parseCommandLine(args)).toEqual(call);
  });

  it.each([
    [
      ['biuld'],
      'Cannot run "tscratch": there is no command "biuld", perhaps build; the commands are build, image, node, package, sbom, plan; see: tscratch --help',
    ],
    [['constructor'], 'Cannot run "tscratch": there is no command "constructor"'],
    [
      ['build', '--ouptut=x'],
      'Cannot run "tscratch build": it has no flag "--ouptut", perhaps --output; see: tscratch build --help',
    ],
    [['build', '-x'], 'Cannot run "tscratch build": it has no flag "-x"'],
    [
      ['build', '--output'],
      'Cannot run "tscratch build": Option \'-o, --output <value>\' argument',
    ],
    [['build', '--output='], 'Cannot run "tscratch build": --output has no value'],
    [['build', '--image=yes'], 'Cannot run "tscratch build": Option \'--image\' does not take'],
    [['build', 'a.ts', 'b.ts'], 'Cannot run "tscratch build": "b.ts" is one argument too many'],
    [['node', 'a.ts'], 'Cannot run "tscratch node": "a.ts" is one argument too many'],
    [
      ['build', '--arch=x64,arm64'],
      'Cannot run "tscratch build": --arch is "x64,arm64", expected one processor; see: tscratch build --help',
    ],
    [['build', '--name=../My App'], '--name is "../My App", expected such as "my-app"; see: '],
    [['sbom', '--licences=no'], '--licences is "no", expected fail or warn'],
  ])('refuses %j, and says what to do', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
  });
});
