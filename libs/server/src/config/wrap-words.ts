export interface WrapOptions {
  /** Text that each line begins with. */
  readonly prefix: string;
  /** Maximum characters of a line, including the prefix; a longer word is not broken. */
  readonly columns: number;
}

/** Breaks a text into lines between words. */
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
