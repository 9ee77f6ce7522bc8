import { Fault } from '../../host/faults/fault.ts';
import type { Template } from './render-template.ts';

/** A text that replaces a line that consists of its placeholder only. */
interface Piece {
  /** Path of its file, for messages. */
  readonly path: string;
  readonly placeholder: string;
  readonly text: string;
}

/** In a file of pieces, each piece follows its placeholder, which starts a line. */
const HEADING = /^(?=@[A-Z][A-Z0-9_]*@$)/m;

/** In a template, and in a piece with other pieces inside, a placeholder may be indented. */
const VACANCY = /^ *(@[A-Z][A-Z0-9_]*@)$/m;

/**
 * Inserts pieces into a template verbatim, line by line, so a piece must have the indentation of the
 * place it goes to. Text above the first piece of a file is omitted.
 *
 * @param files Files of pieces. A later file may provide pieces for placeholders of an earlier one.
 * @returns The text, whose placeholders within lines are not yet filled in.
 * @throws {Fault} `PIECE_UNUSED` for a piece without a line, `PIECE_MISSING` for a line without a
 *   piece.
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
