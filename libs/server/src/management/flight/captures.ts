/** Most captures that are kept, and most bytes of all of them; the oldest is dropped first. */
const MAX_CAPTURES = 5;
const MAX_BYTES = 16_000_000;

/** A capture that the recorder took by itself. */
export interface Capture {
  /** From 1. */
  readonly id: number;
  /** RFC 3339. */
  readonly time: string;
  /** The figure and the limit that it is above. */
  readonly reason: string;
  readonly sizeBytes: number;
}

/** The latest captures, with their content: a `.cpuprofile`. */
export interface Captures {
  readonly add: (capture: Omit<Capture, 'id' | 'sizeBytes'>, text: string) => Capture;
  /** Newest first. */
  readonly list: () => readonly Capture[];
  readonly find: (id: number) => { readonly text: string } | undefined;
}

export function createCaptures(): Captures {
  const kept: { readonly capture: Capture; readonly text: string }[] = [];
  let lastId = 0;
  const sizeBytes = (): number => kept.reduce((sum, { capture }) => sum + capture.sizeBytes, 0);
  return {
    add: (facts, text) => {
      const capture = { id: (lastId += 1), ...facts, sizeBytes: Buffer.byteLength(text) };
      kept.unshift({ capture, text });
      while (kept.length > MAX_CAPTURES || (kept.length > 1 && sizeBytes() > MAX_BYTES)) kept.pop();
      return capture;
    },
    list: () => kept.map(({ capture }) => capture),
    find: (id) => kept.find(({ capture }) => capture.id === id),
  };
}
