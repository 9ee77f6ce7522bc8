import type { Frame } from './frame.ts';

/** A frame in the graph: its row from the top, and its place from 0 to 1. */
export interface Box {
  readonly frame: Frame;
  readonly depth: number;
  readonly x: number;
  readonly width: number;
}

/** Rows that are drawn at most, so that a deep recursion does not exceed the size of a canvas. */
export const MAX_DEPTH = 500;

/** Returns the callers of a frame, the root first, and the frame itself. */
export function pathTo(frame: Frame): readonly Frame[] {
  return frame.parent === undefined ? [frame] : [...pathTo(frame.parent), frame];
}

/**
 * Places the frames: the callers of the zoomed frame over the whole width, and below it all that it called.
 *
 * @param minWidth Boxes that are narrower are left out.
 */
export function layOut(zoomed: Frame, minWidth: number): readonly Box[] {
  const path = pathTo(zoomed);
  const boxes: Box[] = path.slice(0, -1).map((frame, depth) => ({ frame, depth, x: 0, width: 1 }));
  const scale = zoomed.total === 0 ? 0 : 1 / zoomed.total;
  const place = (frame: Frame, depth: number, x: number): void => {
    const width = frame === zoomed ? 1 : frame.total * scale;
    if (width < minWidth || depth >= MAX_DEPTH) return;
    boxes.push({ frame, depth, x, width });
    let left = x;
    for (const child of frame.children) {
      place(child, depth + 1, left);
      left += child.total * scale;
    }
  };
  place(zoomed, path.length - 1, 0);
  return boxes;
}

/** Returns the box at a point, with x from 0 to 1. */
export function findBox(
  boxes: readonly Box[],
  { x, depth }: Pick<Box, 'x' | 'depth'>,
): Box | undefined {
  return boxes.find((box) => box.depth === depth && box.x <= x && x < box.x + box.width);
}

export type Direction = 'caller' | 'callee' | 'before' | 'after';

/** Returns the frame that an arrow key leads to; the same one at an edge. */
export function moveFrom(frame: Frame, direction: Direction): Frame {
  if (direction === 'caller') return frame.parent ?? frame;
  if (direction === 'callee') return frame.children[0] ?? frame;
  const siblings = frame.parent?.children ?? [frame];
  const step = direction === 'after' ? 1 : -1;
  return siblings[siblings.indexOf(frame) + step] ?? frame;
}
