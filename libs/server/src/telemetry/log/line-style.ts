import type { LogFormat, LogPrefix } from '../../config/declared/log.ts';
import { wantsColours } from '../../world/wants-colours.ts';
import type { World } from '../../world/world.ts';
import type { RenderLine } from './render-line.ts';
import { withPriority } from './priority.ts';

/** How lines are written to stdout: the same in all threads, as plain values. */
export interface LineStyle {
  readonly format: 'json' | 'plain text' | 'coloured text';
  readonly prefix: LogPrefix;
}

/** Settings that decide the style. */
export interface LineStyleSettings {
  readonly logFormat: LogFormat;
  readonly logPrefix: LogPrefix;
}

/** Chooses the style of the lines: text for people who read a terminal, JSON for everything else. */
export function planLineStyle(
  { stdout, env }: Pick<World, 'stdout' | 'env'>,
  { logFormat, logPrefix: prefix }: LineStyleSettings,
): LineStyle {
  const isText = logFormat === 'auto' ? stdout.isTTY === true : logFormat === 'text';
  if (!isText) return { format: 'json', prefix };
  return { format: wantsColours(stdout, env) ? 'coloured text' : 'plain text', prefix };
}

/**
 * Returns what renders the lines of a style, and loads the code of text only if it is wanted.
 *
 * @returns undefined if lines are written as they are.
 */
export async function loadLineRenderer({
  format,
  prefix,
}: LineStyle): Promise<RenderLine | undefined> {
  if (format === 'json') return prefix === 'none' ? undefined : withPriority;
  const { createTextRenderer } = await import('./text-line.ts');
  const renderText = createTextRenderer(format === 'coloured text');
  if (prefix === 'none') return renderText;
  // Also before the lines of a stack: journald takes each one as an entry of its own.
  return (line, severity) =>
    renderText(line, severity).replaceAll(/^(?=.)/gm, withPriority('', severity));
}
