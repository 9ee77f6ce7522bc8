export interface WrapOptions {
  /** What each line begins with. */
  readonly prefix: string;
  /** The most characters of a line, prefix included; a longer word stays whole. */
  readonly columns: number;
}

/** Breaks a text between words into lines. */
export function wrapWords(text: string, { prefix, columns }: WrapOptions): string[] {
  const lines: string[] = [];
  let line = prefix;
  for (const word of text.split(' ')) {
    const longer = line === prefix ? line + word : `${line} ${word}`;
    if (longer.length <= columns || line === prefix) line = longer;
    else {
      lines.push(line);
      line = prefix + word;
    }
  }
  return [...lines, line];
}
