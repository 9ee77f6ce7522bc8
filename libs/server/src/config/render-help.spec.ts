import { renderHelp } from './render-help.ts';
import { declaredSettings } from './settings.ts';

describe('renderHelp()', () => {
  it('shows how to call the program', () => {
    expect(renderHelp('server-scratch').split('\n')[0]).toBe(
      'Usage: server-scratch [serve] [--flag=value ...]',
    );
  });

  it.each(Object.values(declaredSettings))('tells all about $env', ({ env, doc, kind }) => {
    const help = renderHelp('x');
    expect(help).toContain(`, ${env} (default `);
    expect(help).toContain(doc);
    expect(help).toContain(kind.expectation);
  });

  it('gives flag, variable and default in one line', () => {
    expect(renderHelp('x')).toContain('\n  --files-root, FILES_ROOT (default none)\n');
    expect(renderHelp('x')).toContain('\n  --port, PORT (default 8080)\n');
  });
});
