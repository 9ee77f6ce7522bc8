import { SeverityNumber, type Attributes, type SpanContext } from '@opentelemetry/api';
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { OtlpProtocol } from '../../config/declared/otlp.ts';
import type { LineLevel } from '../log/level.ts';
import { EXPORT_LOGGER } from './report-drops.ts';
import { hrTimeOf, type RenderedBatch } from './render-metrics-batch.ts';
import type { LineBatch } from './start-log-export.ts';
import { createResource, SCOPE, type ResourceAttributes } from './resource.ts';

const SERIALIZERS = {
  'http/protobuf': ProtobufLogsSerializer,
  'http/json': JsonLogsSerializer,
} as const;

/** OpenTelemetry, "Logs Data Model", "Field: SeverityNumber". */
const SEVERITIES: Readonly<Partial<Record<string, SeverityNumber>>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
} satisfies Record<LineLevel, SeverityNumber>;

/**
 * A parsed line; what is not named here becomes an attribute. Any value may be of the app's own: of two fields with the
 * same name the last one counts.
 */
interface Line {
  readonly level?: unknown;
  readonly time?: unknown;
  readonly logger?: unknown;
  readonly msg?: unknown;
  readonly traceId?: unknown;
  readonly spanId?: unknown;
  readonly err?: unknown;
  readonly [name: string]: unknown;
}

/** Renders log lines as an ExportLogsServiceRequest, without those of the exporters themselves. */
export function renderLogsBatch(
  { bytes }: LineBatch,
  attributes: ResourceAttributes,
  protocol: OtlpProtocol,
): RenderedBatch {
  const resource = createResource(attributes);
  const scopeOf = createScopes();
  const records = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString()
    .split('\n')
    .flatMap((text) => (text === '' ? [] : [parseLine(text)]))
    .filter(({ logger }) => logger !== EXPORT_LOGGER)
    .map((line) => ({
      ...describeLine(line),
      instrumentationScope: scopeOf(line.logger),
      resource,
    }));
  return {
    bytes: SERIALIZERS[protocol].serializeRequest(records) ?? new Uint8Array(),
    count: records.length,
  };
}

/** Parses an ExportLogsServiceResponse. @throws if it is malformed */
export function parseLogsAnswer(answer: Uint8Array, protocol: OtlpProtocol): unknown {
  return SERIALIZERS[protocol].deserializeResponse(answer);
}

/** Returns the facts of a line. A serializer of an app may have made one that is no object of JSON: it is all message. */
function parseLine(text: string): Line {
  try {
    const facts: unknown = JSON.parse(text);
    if (typeof facts === 'object' && facts !== null) return facts as Line;
  } catch {
    // It is exported as it is, and the other lines of the batch too.
  }
  return { msg: text };
}

/** Returns a function that returns one object for each logger, by which the serializers group the records. */
function createScopes(): (logger: unknown) => { readonly name: string } {
  const scopes = new Map<string, { readonly name: string }>();
  return (logger) => {
    if (typeof logger !== 'string') return SCOPE;
    const scope = scopes.get(logger) ?? { name: logger };
    scopes.set(logger, scope);
    return scope;
  };
}

type Described = Omit<ReadableLogRecord, 'resource' | 'instrumentationScope'>;

function describeLine(line: Line): Described {
  const { msg = '' } = line;
  const hrTime = hrTimeOf(timeMsOf(line));
  const spanContext = spanContextOf(line);
  return {
    hrTime,
    hrTimeObserved: hrTime,
    ...severityOf(line),
    body: msg,
    attributes: attributesOf(line, spanContext === undefined ? FIELDS : FIELDS_OF_TRACED),
    droppedAttributesCount: 0,
    ...(spanContext && { spanContext }),
  };
}

function severityOf({ level }: Line): Pick<Described, 'severityNumber' | 'severityText'> {
  if (typeof level !== 'string') return {};
  return { severityNumber: SEVERITIES[level] ?? SeverityNumber.UNSPECIFIED, severityText: level };
}

/** Returns milliseconds since 1970; 0 stands for a time that is not known. */
function timeMsOf({ time }: Line): number {
  const timeMs = typeof time === 'string' ? Date.parse(time) : NaN;
  return timeMs > 0 ? timeMs : 0;
}

/** W3C Trace Context, sections 3.2.2.3 and 3.2.2.4. */
const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;

function spanContextOf({ traceId, spanId }: Line): SpanContext | undefined {
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return undefined;
  if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: 0 };
}

/** What has a field of its own in a record. */
const FIELDS: ReadonlySet<string> = new Set('level time logger msg err'.split(' '));
const FIELDS_OF_TRACED: ReadonlySet<string> = new Set([...FIELDS, 'traceId', 'spanId']);

/** A loop: this runs for each line, and with copies of the entries it took as long as the encoding. */
function attributesOf(line: Line, fields: ReadonlySet<string>): Attributes {
  const facts: Record<string, unknown> = describeError(line.err);
  for (const name of Object.keys(line)) if (!fields.has(name)) facts[name] = line[name];
  return facts;
}

/** Names the parts of an error by OpenTelemetry's semantic conventions for exceptions. */
function describeError(error: unknown): Attributes {
  if (error === undefined) return {};
  if (typeof error !== 'object' || error === null) return { err: error };
  const { type, message, stack, ...facts } = error as Readonly<Record<string, string>>;
  return {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': stack,
    ...(Object.keys(facts).length > 0 && { err: facts }),
  };
}
