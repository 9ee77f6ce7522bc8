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
    [
      ['build', '--include=a', '--include=b,c'],
      {
        command: 'build',
        isHelp: false,
        entry: undefined,
        flags: { include: ['a', 'b', 'c'] },
      },
    ],
    [['help', 'plan'], { command: 'plan', isHelp: true, entry: undefined, flags: {} }],
    [
      ['verify', '--conditions=host', '--against=a.tar'],
      {
        command: 'verify',
        isHelp: false,
        entry: undefined,
        flags: { conditions: 'host', against: 'a.tar' },
      },
    ],
    [
      ['publish', 'localhost:5000/shop:1', '--file=shop.tar', '--attach=a,b', '--password-stdin'],
      {
        command: 'publish',
        isHelp: false,
        entry: 'localhost:5000/shop:1',
        flags: { file: 'shop.tar', attach: ['a', 'b'], passwordStdin: true },
      },
    ],
    [['pin', '26.10.0'], { command: 'pin', isHelp: false, entry: '26.10.0', flags: {} }],
    [
      ['pin', '--default'],
      { command: 'pin', isHelp: false, entry: undefined, flags: { isDefault: true } },
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
      'Cannot run "tscratch": there is no command "biuld", perhaps build; the commands are build, image, node, pin, package, sbom, verify, publish, symbolicate, plan; see: tscratch --help',
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
    [['help', 'pakcage'], 'there is no command "pakcage", perhaps package'],
    [['build', '-o', 'a', '--output=b'], '--output is there twice, expected once; see: '],
    [['build', '--include=views,'], '--include is "views,", expected no empty part'],
    [['image', '--arch=,x64'], '--arch is ",x64", expected no empty part'],
    [['image', '--arch=x64', '--arch=x64'], '--arch is "x64,x64", expected each part once'],
    [
      ['image', 'main.ts', '--runtime-only'],
      'Cannot run "tscratch image": --runtime-only is for an image without a program, expected no "main.ts" with it',
    ],
    [
      ['image', '--runtime-only', '--include=a', '--name=b', '--source-map'],
      '--runtime-only is for an image without a program, expected no --include, --name, --source-map with it',
    ],
    [['build', '--name=../My App'], '--name is "../My App", expected such as "my-app"; see: '],
    [
      ['verify', '--conditions=three'],
      '--conditions is "three", expected two or host or all; see: ',
    ],
    [['sbom', '--licences=no'], '--licences is "no", expected fail or warn'],
  ])('refuses %j, and says what to do', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
  });
});
