import { renderHelp } from './render-help.ts';
import { serverSettings } from './settings.ts';

describe('renderHelp()', () => {
  it('shows how to call the program', () => {
    expect(renderHelp('server-scratch', serverSettings).split('\n')[0]).toBe(
      'Usage: server-scratch [serve] [--flag=value ...]',
    );
  });

  it.each(Object.values(serverSettings))('tells all about $env', ({ env, doc, kind }) => {
    const help = renderHelp('x', serverSettings);
    expect(help).toContain(`, ${env} (default `);
    expect(help).toContain(doc);
    expect(help).toContain(kind.expectation);
  });

  it('gives flag, variable and default in one line', () => {
    expect(renderHelp('x', serverSettings)).toContain(
      '\n  --files-root, FILES_ROOT (default none)\n',
    );
    expect(renderHelp('x', serverSettings)).toContain('\n  --port, PORT (default 8080)\n');
  });
});
