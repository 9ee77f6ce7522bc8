import { renderHelp } from '../../config/render-help.ts';
import type { Invocation, InfoRequest } from '../../config/read-invocation.ts';
import { settingsOf } from '../../config/parse-arguments.ts';
import { flagOf, type Setting } from '../../config/setting.ts';
import { serverGroups, serverSettings } from '../../config/settings.ts';
import { readCommandLine } from '../../../testing/read-command-line.ts';
import type { RunnableCommand } from './command.ts';
import { commands } from './commands.ts';

const table: Readonly<Record<string, RunnableCommand>> = commands;
const settingNames: readonly string[] = Object.keys(serverSettings);

/** Reads a command line that gives every flag of a command its default. */
function readWithFlags(
  name: string,
  { flags }: RunnableCommand,
): Invocation<typeof serverSettings> | InfoRequest {
  const argv = Object.entries(flags)
    .filter(([, flag]) => flag.default !== undefined)
    .map(([flag, { default: value }]) => `--${flag}=${String(value)}`);
  return readCommandLine([...name.split(' '), ...argv], {}, serverSettings);
}

describe('commands', () => {
  it('run serve if none is named', () => {
    expect(readCommandLine([], {}, serverSettings).command).toBe('serve');
  });

  it('are listed by --help in the order of the table', () => {
    const help = renderHelp({ name: 'x', commands, groups: serverGroups });
    const [list = ''] = help.split('\n\n').filter((part) => part.startsWith('Commands:\n'));
    const listed = [...list.matchAll(/^ {2}([a-z]+(?: [a-z]+)?)/gm)].map(([, name]) => name);
    expect(listed).toEqual([
      'serve',
      'healthcheck',
      'admin',
      'admin console',
      'admin mcp',
      'top',
      'config',
      'sbom',
    ]);
    expect(listed).toEqual(Object.keys(commands));
  });

  it('are listed when an unknown one is called', () => {
    expect(() => readCommandLine(['start'], {}, serverSettings)).toThrow(
      'Cannot run "start": expected serve, healthcheck, admin, admin console, admin mcp, top, config, sbom or no command',
    );
  });

  describe.each(Object.entries(table))('%s', (name, command) => {
    it('reads settings that the server has', () => {
      const names: readonly string[] = command.settings === 'all' ? settingNames : command.settings;
      expect(names.filter((setting) => !settingNames.includes(setting))).toEqual([]);
      const { settings } = readWithFlags(name, command) as Invocation<typeof serverSettings>;
      expect(Object.keys(settings).toSorted()).toEqual(names.toSorted());
    });

    it('has flags that none of its settings has, whose defaults parse to themselves', () => {
      const read: Readonly<Record<string, Setting<unknown>>> = settingsOf(command, serverSettings);
      const taken = Object.values(read).map(flagOf);
      expect(Object.keys(command.flags).filter((flag) => taken.includes(flag))).toEqual([]);
      const defaults = Object.entries(command.flags).map(([flag, it]) => [flag, it.default]);
      expect(readWithFlags(name, command)).toMatchObject({
        flags: Object.fromEntries(defaults) as object,
      });
    });

    it('refuses a flag that it does not have', () => {
      expect(() =>
        readCommandLine([...name.split(' '), '--nothing=1'], {}, serverSettings),
      ).toThrow('Cannot use the flag "--nothing": no such flag; --help lists them all');
    });

    it('has one sentence for the help', () => {
      expect(command.doc).toMatch(/^[A-Z].*[^.]\.$/);
    });
  });
});
