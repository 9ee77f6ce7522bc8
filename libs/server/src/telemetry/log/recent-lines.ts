import { inOnePiece } from '../../world/one-piece.ts';

/** Most lines kept. */
export const MAX_RECENT_LINES = 500;
/** Longest line kept, in characters; with the count above it bounds the memory to 8 million characters. */
const MAX_CHARACTERS = 16_384;

/** The latest lines, whether or not anything has read them. */
export interface RecentLines {
  readonly add: (line: string) => void;
  /** Oldest first. */
  readonly list: () => readonly string[];
}

/** Creates an empty ring of lines. */
export function createRecentLines(): RecentLines {
  const ring = new Array<string>(MAX_RECENT_LINES).fill('');
  let next = 0;
  return {
    add: (line) => {
      if (line.length > MAX_CHARACTERS) return;
      ring[next] = inOnePiece(line);
      next = next + 1 === MAX_RECENT_LINES ? 0 : next + 1;
    },
    list: () => [...ring.slice(next), ...ring.slice(0, next)].filter((line) => line !== ''),
  };
}
