import { bytesOf, numberOf, readFields, textOf, type Fields } from './read-protobuf.ts';

/** The parts of an ExportTraceServiceRequest that tests read, as in its JSON encoding. */
export interface Batch {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

export interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface OtlpSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly traceState: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code: number };
}

/**
 * Reads an ExportTraceServiceRequest from its binary encoding.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto (trace.proto, common.proto: the numbers of fields)
 */
export function readBatch(bytes: Uint8Array): Batch {
  const resourceSpans = bytesOf(readFields(bytes), 1).map(readFields);
  return {
    resourceSpans: resourceSpans.map((fields) => ({
      resource: { attributes: attributesOf(nested(fields, 1)[0], 1) },
      scopeSpans: nested(fields, 2).map((scope) => ({ spans: nested(scope, 2).map(readSpan) })),
    })),
  };
}

function readSpan(fields: Fields): OtlpSpan {
  return {
    traceId: hexOf(fields, 1),
    spanId: hexOf(fields, 2),
    traceState: textOf(fields, 3) || undefined,
    parentSpanId: hexOf(fields, 4) || undefined,
    name: textOf(fields, 5),
    kind: numberOf(fields, 6),
    attributes: attributesOf(fields, 9),
    links: nested(fields, 13).map((link) => ({ traceId: hexOf(link, 1), spanId: hexOf(link, 2) })),
    status: { code: nested(fields, 15).map((status) => numberOf(status, 3))[0] ?? 0 },
  };
}

function attributesOf(fields: Fields | undefined, field: number): readonly Attribute[] {
  if (fields === undefined) return [];
  return nested(fields, field).map((pair) => {
    const [value] = nested(pair, 2);
    return { key: textOf(pair, 1), value: value === undefined ? {} : readAnyValue(value) };
  });
}

function readAnyValue(fields: Fields): Attribute['value'] {
  if (fields.has(1)) return { stringValue: textOf(fields, 1) };
  if (fields.has(2)) return { boolValue: numberOf(fields, 2) === 1 };
  if (fields.has(3)) return { intValue: numberOf(fields, 3) };
  throw new Error(`Cannot read a value of the field ${[...fields.keys()].join()}`);
}

function nested(fields: Fields, field: number): readonly Fields[] {
  return bytesOf(fields, field).map(readFields);
}

function hexOf(fields: Fields, field: number): string {
  return Buffer.from(bytesOf(fields, field)[0] ?? []).toString('hex');
}
