import { Fault } from '../../host/faults/fault.ts';
import type { Template } from './render-template.ts';

/** A text that takes the place of a line: of the one that is its placeholder alone. */
interface Piece {
  /** Of the file that has it, for messages. */
  readonly path: string;
  readonly placeholder: string;
  readonly text: string;
}

/** In a file of pieces each begins below its placeholder, and only there at the start of a line. */
const HEADING = /^(?=@[A-Z][A-Z0-9_]*@$)/m;

/** In a template, and in a piece that others go into, a placeholder is indented as what it stands for. */
const VACANCY = /^ *(@[A-Z][A-Z0-9_]*@)$/m;

/**
 * Puts pieces into a template, line for line as they are written: who indents a piece as the file it
 * goes into reads it as it will be. What stands above the first piece of a file is left out.
 *
 * @param files Of pieces. A later one may have the pieces that those of an earlier one ask for.
 * @returns The text, in which placeholders among other words are still to be filled in.
 * @throws {Fault} `PIECE_UNUSED` where a piece has no line to go to, `PIECE_MISSING` where a line waits
 *   for a piece.
 * @example
 * insertPieces({ path: 'a', text: 'x {\n  @IN@\n}\n' }, [{ path: 'b', text: '@IN@\n  y\n' }]); // x {\n  y\n}\n
 */
export function insertPieces(template: Template, files: readonly Template[]): string {
  const { path } = template;
  const text = files
    .flatMap(parsePieces)
    .reduce((filled, piece) => insertPiece({ path, text: filled }, piece), template.text);
  const placeholder = VACANCY.exec(text)?.[1];
  if (placeholder === undefined) return text;
  throw new Fault('PIECE_MISSING', { path, placeholder, files: files.map((file) => file.path) });
}

function parsePieces({ path, text }: Template): readonly Piece[] {
  const [, ...chunks] = `\n${text}`.split(HEADING);
  return chunks.map((chunk) => {
    const [placeholder = ''] = chunk.split('\n', 1);
    return { path, placeholder, text: chunk.slice(placeholder.length).replace(/^\n+|\n+$/g, '') };
  });
}

function insertPiece({ path, text }: Template, piece: Piece): string {
  const line = new RegExp(`^ *${piece.placeholder}$`, 'm');
  if (line.test(text)) return text.replace(line, () => piece.text);
  throw new Fault('PIECE_UNUSED', { path, placeholder: piece.placeholder, file: piece.path });
}
