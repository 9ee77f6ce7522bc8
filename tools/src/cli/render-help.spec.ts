import { COMMANDS } from './commands.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { renderHelp, renderOverview } from './render-help.ts';

describe('renderOverview()', () => {
  it('names every command', () => {
    for (const [name, { summary }] of Object.entries(COMMANDS))
      expect(renderOverview()).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  });
});

describe.each(Object.entries(COMMANDS))('renderHelp() of %s', (name, command) => {
  const help = renderHelp(name, command);

  it('has each flag, in lines that a terminal shows whole', () => {
    for (const flag of Object.keys(command.flags)) expect(help).toContain(`--${flag}`);
    expect(help.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('begins all texts of the flags in the same column', () => {
    const texts = Object.values(command.flags).map(({ text }) => text);
    const lines = texts.map((text) => help.split('\n').find((line) => line.endsWith(text)) ?? '');
    const columns = lines.map((line, index) => line.length - (texts[index] ?? '').length);
    expect(new Set(columns).size).toBe(1);
  });

  it('has examples that it accepts', () => {
    for (const example of command.examples)
      expect(parseCommandLine(example.split(' ').slice(1)).command).toBe(name);
  });
});
