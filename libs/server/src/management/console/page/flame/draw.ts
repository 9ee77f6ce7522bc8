import { colourOf } from './colour.ts';
import type { Frame } from './frame.ts';
import type { Box } from './layout.ts';

/** Height of a row in CSS pixels. */
export const ROW_PX = 18;
/** Narrowest box with a text, in CSS pixels. */
const TEXT_PX = 28;
const FONT = '11px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace';
const TEXT = '#1b1b1b';
const FOUND = 'hsl(312 78% 76%)';

export interface Drawing {
  readonly boxes: readonly Box[];
  /** CSS pixels. */
  readonly width: number;
  readonly selected: Frame | undefined;
  readonly isFound: ((frame: Frame) => boolean) | undefined;
}

/** Draws boxes into a canvas, which it sizes for them and for the pixels of the screen. */
export function draw(canvas: HTMLCanvasElement, drawing: Drawing, scale: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const rows = drawing.boxes.reduce((most, { depth }) => Math.max(most, depth + 1), 1);
  canvas.width = Math.round(drawing.width * scale);
  canvas.height = Math.round(rows * ROW_PX * scale);
  canvas.style.height = `${rows * ROW_PX}px`;
  context.scale(scale, scale);
  context.font = FONT;
  context.textBaseline = 'middle';
  for (const box of drawing.boxes) drawBox(context, box, drawing);
}

function drawBox(
  context: CanvasRenderingContext2D,
  { frame, depth, x, width }: Box,
  { width: full, selected, isFound }: Drawing,
): void {
  const [left, top, wide] = [x * full, depth * ROW_PX, Math.max(1, width * full - 1)];
  const found = isFound?.(frame) ?? false;
  context.globalAlpha = isFound === undefined || found ? 1 : 0.35;
  context.fillStyle = found ? FOUND : colourOf(frame);
  context.fillRect(left, top, wide, ROW_PX - 1);
  if (wide >= TEXT_PX) drawText(context, frame.name, { left, top, wide });
  context.globalAlpha = 1;
  if (frame !== selected) return;
  // Two lines, one of which is visible on any colour.
  for (const [lineWidth, colour] of [
    [4, TEXT],
    [1.5, '#fff'],
  ] as const) {
    context.lineWidth = lineWidth;
    context.strokeStyle = colour;
    context.strokeRect(left + 1.5, top + 1.5, wide - 3, ROW_PX - 4);
  }
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly wide: number;
}

function drawText(context: CanvasRenderingContext2D, name: string, place: Place): void {
  const charPx = context.measureText('m').width;
  const fitting = Math.floor((place.wide - 8) / charPx);
  if (fitting < 2) return;
  context.fillStyle = TEXT;
  const text = name.length > fitting ? `${name.slice(0, fitting - 1)}…` : name;
  context.fillText(text, place.left + 4, place.top + ROW_PX / 2);
}
