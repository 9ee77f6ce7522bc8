import type { Frame } from './frame.ts';

/** Hues of the parts of a program: its own code, packages, Node itself, and what is not JavaScript. */
const HUES = { own: 32, package: 205, node: 150, native: 270 } as const;

export type Part = keyof typeof HUES;

/** Returns the part of the program to which a function belongs, by its place. */
export function partOf({ place }: Pick<Frame, 'place'>): Part {
  if (place.startsWith('node:')) return 'node';
  if (place.includes('/node_modules/')) return 'package';
  return place === '' ? 'native' : 'own';
}

/** Returns a colour for a function, always the same one: the part gives the hue, the name its shade. */
export function colourOf(frame: Pick<Frame, 'name' | 'place'>): string {
  const part = partOf(frame);
  const shade = hash(frame.name);
  const saturation = part === 'native' ? 12 : 62;
  return `hsl(${HUES[part] + (shade % 17) - 8} ${saturation}% ${66 + (shade % 13)}%)`;
}

function hash(text: string): number {
  let value = 0;
  for (const character of text) value = (value * 31 + (character.codePointAt(0) ?? 0)) % 9_973;
  return value;
}
