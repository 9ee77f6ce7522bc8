import type { LineBatch } from '../src/telemetry/otlp/start-log-export.ts';

/** Makes a batch of lines, each with its newline. */
export function toBatch(lines: string): LineBatch {
  return { bytes: new TextEncoder().encode(lines), count: lines.split('\n').length - 1 };
}
