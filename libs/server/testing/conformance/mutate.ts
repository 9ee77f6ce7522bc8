/** Fragments that break HTTP parsers more often than a random byte. */
const TOKENS = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ':',
  ',',
  ';',
  '/',
  '#',
  '@',
  '\xff',
  '0',
  '-1',
  'f'.repeat(20),
];
const LINES = [
  'Host: b',
  'Content-Length: 7',
  'Transfer-Encoding: chunked',
  'Connection: keep-alive',
  'Expect: 100-continue',
  ' folded',
];

/** Returns integers from 0 up to but not including `bound`. */
export type Pick = (bound: number) => number;

/** The generator mulberry32: 32 bits of state, and the same numbers for the same seed on every machine. */
export function createPick(seed: number): Pick {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** Changes a stream of bytes in one to four places. */
export function mutate(bytes: string, pick: Pick): string {
  let mutated = bytes;
  for (let left = 1 + pick(4); left > 0; left -= 1) mutated = mutateOnce(mutated, pick);
  return mutated;
}

function mutateOnce(bytes: string, pick: Pick): string {
  const at = pick(bytes.length + 1);
  const end = at + pick(8);
  const [before, cut, after] = [bytes.slice(0, at), bytes.slice(at, end), bytes.slice(end)];
  switch (pick(6)) {
    case 0:
      return before + after;
    case 1:
      return before + cut + cut + after;
    case 2:
      return before + String.fromCharCode(pick(256)) + bytes.slice(at + 1);
    case 3:
      return before + (TOKENS[pick(TOKENS.length)] ?? '') + bytes.slice(at);
    case 4:
      return bytes.replace('\r\n', `\r\n${LINES[pick(LINES.length)] ?? ''}\r\n`);
    default:
      return before;
  }
}
