import { escapeInvisible } from '../../../world/faults/escape-invisible.ts';

/** Characters of two columns: those of East Asian scripts, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Characters that are drawn over the one before. */
const COMBINING = /\p{M}/u;

/**
 * Returns text in exactly as many columns: padded, or cut with an ellipsis. Text from outside cannot control the
 * terminal: what is invisible is escaped.
 */
export function fit(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const shown = escapeInvisible(text).replaceAll('\n', String.raw`\n`);
  const width = widthOf(shown);
  if (width > columns) return cut(shown, columns);
  const space = ' '.repeat(columns - width);
  return side === 'left' ? shown + space : space + shown;
}

function cut(text: string, columns: number): string {
  if (columns <= 0) return '';
  let [kept, width] = ['', 0];
  for (const character of text) {
    width += widthOf(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}…${' '.repeat(columns - 1 - widthOf(kept))}`;
}

function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  const widths = Array.from(text, (it) => (COMBINING.test(it) ? 0 : WIDE.test(it) ? 2 : 1));
  return widths.reduce<number>((sum, one) => sum + one, 0);
}

const BARS = '▁▂▃▄▅▆▇█';

/** Draws values from 0 to their highest, one column each; a space for none. */
export function drawBars(values: readonly (number | null)[]): string {
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  return values.map((value) => barOf(value, highest)).join('');
}

function barOf(value: number | null, highest: number): string {
  if (value === null) return ' ';
  const step = highest === 0 ? 0 : Math.round((value / highest) * (BARS.length - 1));
  return BARS[step] ?? ' ';
}
