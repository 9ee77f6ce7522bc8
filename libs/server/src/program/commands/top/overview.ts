import { json } from 'node:stream/consumers';
import type { SeriesName } from '../../../management/flight/series-names.ts';
import { errnoOf, Fault } from '../../../world/faults/fault.ts';
import type { AdminTarget } from '../find-endpoint.ts';
import { describeRefusal } from '../print-response.ts';
import { sendAdminRequest } from '../send-admin-request.ts';

/** Most seconds that are shown beside each other. */
export const SHOWN_SECONDS = 120;

/** What is used of `GET /flight`. */
export interface Flight {
  readonly now: string;
  readonly startedAt: string;
  /** Unix times in seconds, oldest first; seconds in which the process was idle are left out. */
  readonly times: readonly number[];
  readonly series: Readonly<Record<SeriesName, readonly (number | null)[]>>;
  readonly routes: readonly RouteFigures[];
  /** Newest first. */
  readonly stalls: readonly { readonly time: string; readonly durationMs: number }[];
}

/** The exchanges of a route in the last 15 minutes. */
export interface RouteFigures {
  readonly route: string;
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** What is used of `GET /health`. */
export interface Health {
  readonly status: string;
  readonly version: string;
  readonly phase: string;
  readonly checks: Readonly<Record<string, readonly Check[]>>;
  readonly threads?: readonly { readonly answering: boolean }[];
}

export interface Check {
  readonly status: string;
  /** Why it does not pass. */
  readonly output?: string;
}

/** A request in progress, as `GET /requests` shows it. */
export interface RequestUnderWay {
  readonly method: string;
  readonly path: string;
  readonly ageMs: number;
  readonly phase: string;
}

/** What `top` shows. */
export interface Overview {
  readonly name: string;
  readonly health: Health;
  /** undefined if the server does not answer this part. */
  readonly flight: Flight | undefined;
  readonly requests: readonly RequestUnderWay[] | undefined;
  /** A sentence for each part that the server did not answer. */
  readonly notes: readonly string[];
}

/** Requests a part. @param field One that every answer of the admin API to this request has. */
type Ask = <Body>(path: string, field: keyof Body & string) => Promise<Body>;

/**
 * Creates a function that reads the overview of a server.
 *
 * @throws {Fault} from the function: those of `sendAdminRequest`; `ADMIN_REFUSED`, `ADMIN_CUT`, `ADMIN_MISTAKEN`.
 */
export function createOverviewReader(
  adminTarget: AdminTarget,
): (signal: AbortSignal) => Promise<Overview> {
  let name: string | undefined;
  let since = 0;
  return async (signal) => {
    const ask: Ask = (path, field) => askAdmin({ path, field, signal }, adminTarget);
    name ??= (await ask<{ build: { name: string } }>('/info', 'build')).build.name;
    const health = await ask<Health>('/health', 'phase');
    const notes: string[] = [];
    const [flight, listed] = await Promise.all([
      unlessMissing(ask<Flight>(`/flight?since=${since}`, 'times'), notes),
      unlessMissing(ask<{ requests: readonly RequestUnderWay[] }>('/requests', 'requests'), notes),
    ]);
    // By the clock of the server.
    if (flight !== undefined) since = Math.floor(Date.parse(flight.now) / 1_000) - SHOWN_SECONDS;
    return { name, health, flight, requests: listed?.requests, notes: [...new Set(notes)] };
  };
}

/** Statuses of a part that is missing, while the others may be there: another version, or a stuck thread. */
const PARTIAL = [404, 503, 504];

/** Waits for a part; notes why there is none. */
async function unlessMissing<Body>(
  part: Promise<Body>,
  notes: string[],
): Promise<Body | undefined> {
  try {
    return await part;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'ADMIN_REFUSED') throw error;
    const { status, detail } = (error as Fault<'ADMIN_REFUSED'>).facts;
    if (!PARTIAL.includes(status)) throw error;
    notes.push(status === 404 ? 'The server is of a version without GET /flight' : detail);
    return undefined;
  }
}

interface Question {
  readonly path: string;
  readonly field: string;
  readonly signal: AbortSignal;
}

async function askAdmin<Body>(
  { path, field, signal }: Question,
  adminTarget: AdminTarget,
): Promise<Body> {
  const request = { method: 'GET', path, body: undefined };
  const response = await sendAdminRequest(request, adminTarget, signal);
  if (response.statusCode !== 200) throw await describeRefusal(response);
  try {
    const body: unknown = await json(response);
    if (typeof body === 'object' && body !== null && field in body) return body as Body;
  } catch (error) {
    if (errnoOf(error) === 'ECONNRESET')
      throw new Fault('ADMIN_CUT', { words: path }, { cause: error });
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Fault('ADMIN_MISTAKEN', { path });
}
