/** Creates a function that returns the time in RFC 3339 with milliseconds; the text is rendered once per millisecond. */
export function createTimestamp(now: () => Date): () => string {
  let lastMs = NaN;
  let text = '';
  return () => {
    const time = now();
    if (time.getTime() !== lastMs) {
      lastMs = time.getTime();
      text = time.toISOString();
    }
    return text;
  };
}
