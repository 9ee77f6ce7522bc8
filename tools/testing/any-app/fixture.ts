import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A request to send to a fixture. */
export interface Ask {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Body as JSON, instead of `body`. */
  readonly json?: unknown;
  /** Status under plain Node; 200 by default. */
  readonly status?: number;
}

/** What `fixture.json` declares. */
interface Declaration {
  /** Name in the table of docs/any-app.md. */
  readonly title: string;
  /** File that starts the server. It listens on HOST and PORT, and answers GET / with 200. */
  readonly entry: string;
  readonly requests: readonly Ask[];
  /** Belongs to the gate. */
  readonly core?: boolean;
  /** Its packages fetch or compile a native addon when they are installed. */
  readonly scripts?: boolean;
  /** Command that makes the program of the sources, for a program that is a ready folder. */
  readonly build?: readonly [command: string, ...args: string[]];
}

/** A small server with the packages of its own lock file. */
export interface Fixture extends Declaration {
  readonly name: string;
  /** Folder with its sources, package.json and package-lock.json. */
  readonly folder: string;
}

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** Reads all fixtures, sorted by name. */
export function readFixtures(): readonly Fixture[] {
  return readdirSync(FIXTURES).toSorted().map(readFixture);
}

function readFixture(name: string): Fixture {
  const folder = join(FIXTURES, name);
  const text = readFileSync(join(folder, 'fixture.json'), 'utf8');
  return { ...(JSON.parse(text) as Declaration), name, folder };
}
