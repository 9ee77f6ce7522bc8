import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { draw, ROW_PX } from './draw.ts';
import type { Frame } from './frame.ts';
import { findBox, layOut, moveFrom, type Box, type Direction } from './layout.ts';

/** Narrowest box that is drawn, in CSS pixels. */
const MIN_BOX_PX = 0.6;

export interface FlameGraphProps {
  readonly root: Frame;
  readonly isFound: ((frame: Frame) => boolean) | undefined;
  /** Says what a frame is and used. */
  readonly describe: (frame: Frame) => string;
}

/** A flame graph, callers above: click or Enter zooms, arrows walk, Escape zooms out. */
export function FlameGraph({ root, isFound, describe }: FlameGraphProps) {
  const [zoomed, setZoomed] = useState(root);
  const [selected, setSelected] = useState<Frame>();
  const [pointed, setPointed] = useState<Frame>();
  const { canvas, width } = useCanvas();
  const boxes = useMemo(() => layOut(zoomed, MIN_BOX_PX / Math.max(1, width)), [zoomed, width]);
  useEffect(() => {
    if (canvas.current === null) return;
    draw(canvas.current, { boxes, width, selected, isFound }, window.devicePixelRatio);
  }, [boxes, width, selected, isFound]);
  const zoom = (frame: Frame | undefined): void => {
    if (frame !== undefined) setZoomed(frame);
    setSelected(frame);
  };
  const select = (frame: Frame): void => {
    setPointed(undefined);
    setSelected(frame);
  };
  const onKeyDown = createKeys({ root, selected: selected ?? zoomed, select, zoom });
  return (
    <div class="flame">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label="Flame graph: arrows walk, Enter zooms in, Escape zooms out. The table below has the same figures."
        onPointerMove={(event) => {
          setPointed(frameAt(event, boxes));
        }}
        onPointerLeave={() => {
          setPointed(undefined);
        }}
        onClick={(event) => {
          zoom(frameAt(event, boxes));
        }}
        onKeyDown={onKeyDown}
      />
      <p class="pointed mono" role="status">
        {describe(pointed ?? selected ?? zoomed)}
      </p>
    </div>
  );
}

/** The canvas with its width in CSS pixels, which follows the window. */
function useCanvas() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      setWidth(canvas.current?.clientWidth ?? 0);
    });
    if (canvas.current !== null) observer.observe(canvas.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return { canvas, width };
}

type Pointing = Pick<MouseEvent, 'offsetX' | 'offsetY'> & {
  readonly currentTarget: HTMLCanvasElement;
};

function frameAt(event: Pointing, boxes: readonly Box[]): Frame | undefined {
  const x = event.offsetX / event.currentTarget.clientWidth;
  return findBox(boxes, { x, depth: Math.floor(event.offsetY / ROW_PX) })?.frame;
}

interface Keys {
  readonly root: Frame;
  readonly selected: Frame;
  readonly select: (frame: Frame) => void;
  readonly zoom: (frame: Frame) => void;
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'caller',
  ArrowDown: 'callee',
  ArrowLeft: 'before',
  ArrowRight: 'after',
};

function createKeys({ root, selected, select, zoom }: Keys): (event: KeyboardEvent) => void {
  return (event) => {
    const direction = ARROWS[event.key];
    if (direction !== undefined) select(moveFrom(selected, direction));
    else if (event.key === 'Enter') zoom(selected);
    else if (event.key === 'Escape') zoom(root);
    else return;
    event.preventDefault();
  };
}
