import { escapeInvisible, quote } from '../../world/faults/escape-invisible.ts';
import type { RenderLine } from './render-line.ts';
import { SEVERITY } from './log-taps.ts';

/** Parameters of "select graphic rendition": ECMA-48, section 8.3.117. */
const COLOURS: Readonly<Record<string, string>> = {
  trace: '90',
  debug: '36',
  info: '32',
  warn: '33',
  error: '31',
  fatal: '1;31',
};
const DIM = '2';

/** Returns the text in a colour, or as it is. */
type Paint = (text: string, colour: string | undefined) => string;

/**
 * Creates what renders a line of JSON for people: `07:36:00.000Z INFO  http: request method=GET path=/`. The time
 * of day is UTC, as in JSON. A record is one line, except for the stack of an error, which follows indented.
 * Text from outside cannot control the terminal or begin a line: what is invisible is escaped as in JSON.
 */
export function createTextRenderer(isColoured: boolean): RenderLine {
  const paint: Paint = isColoured
    ? (text, colour) => (colour === undefined ? text : `\u001b[${colour}m${text}\u001b[m`)
    : (text) => text;
  return (line, severity) => {
    const facts = parseFacts(line);
    if (facts === undefined) return `${escapeText(line.trimEnd())}\n`;
    return renderFacts(facts, severity, paint);
  };
}

type Facts = Readonly<Record<string, unknown>>;

/** A serializer of an app may have made a line that is no object of JSON. */
function parseFacts(line: string): Facts | undefined {
  try {
    const facts: unknown = JSON.parse(line);
    return isRecord(facts) ? facts : undefined;
  } catch {
    return undefined;
  }
}

/** Facts that have a place of their own. */
const NAMED: ReadonlySet<string> = new Set(['level', 'time', 'logger', 'msg']);

function renderFacts(facts: Facts, severity: number, paint: Paint): string {
  const { time, logger, msg } = facts;
  const level = levelOf(severity);
  const parts = [
    paint(timeOfDay(time), DIM),
    paint(level.toUpperCase().padEnd(5), COLOURS[level]),
    ...(logger === undefined ? [] : [paint(`${escapeText(textOf(logger))}:`, DIM)]),
    ...(msg === undefined ? [] : [escapeText(textOf(msg))]),
  ];
  const stacks: string[] = [];
  for (const [name, value] of Object.entries(facts)) {
    if (NAMED.has(name)) continue;
    const { shown, stack } = takeStack(value);
    if (stack !== undefined) stacks.push(renderStack(stack, name));
    if (shown !== undefined) parts.push(paint(`${escapeText(name)}=`, DIM) + renderValue(shown));
  }
  return `${parts.join(' ').trimEnd()}\n${stacks.join('')}`;
}

function levelOf(severity: number): string {
  return Object.entries(SEVERITY).find(([, number]) => number === severity)?.[0] ?? '';
}

/** Returns `23:36:00.000Z` of a time in RFC 3339. */
function timeOfDay(time: unknown): string {
  const text = textOf(time);
  return escapeText(text.slice(text.indexOf('T') + 1));
}

/** What a stack shows of an error, as pino serializes it. */
const OF_STACK: ReadonlySet<string> = new Set(['stack', 'type', 'message']);

/** Separates the stack of a serialized error from its other fields. */
function takeStack(value: unknown): { readonly shown?: unknown; readonly stack?: string } {
  if (!isRecord(value)) return { shown: value };
  const { stack } = value;
  if (typeof stack !== 'string') return { shown: value };
  const rest = Object.entries(value).filter(([name]) => !OF_STACK.has(name));
  return { stack, ...(rest.length > 0 && { shown: Object.fromEntries(rest) }) };
}

function isRecord(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null;
}

/** Each line is indented, so that the message of an error cannot look like a record. */
function renderStack(stack: string, name: string): string {
  const [first = '', ...others] = stack.split('\n').map((line) => escapeText(line.trim()));
  const frames = others.map((line) => `      ${line}\n`).join('');
  return `    ${escapeText(name)}: ${first}\n${frames}`;
}

/** Values that need no quotes: nothing in them looks like the end of the value or like another field. */
const PLAIN = /^[^\s"'=\\]+$/u;

function renderValue(value: unknown): string {
  if (typeof value !== 'string') return escapeText(JSON.stringify(value));
  const escaped = escapeText(value);
  return PLAIN.test(value) && escaped === value ? value : quote(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** Escapes everything that a terminal does not show, line feeds included. */
function escapeText(text: string): string {
  return escapeInvisible(text).replaceAll('\n', String.raw`\n`);
}
