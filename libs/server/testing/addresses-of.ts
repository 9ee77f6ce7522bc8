import { createInterface } from 'node:readline';
import type { ProgramProcess } from './start-program.ts';

/** Reads the log until all these listeners of a program are open, and returns host and port of each. */
export async function addressesOf<Name extends string>(
  program: Pick<ProgramProcess, 'stdout'>,
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>>> {
  const found = new Map<string, string>();
  for await (const line of createInterface({ input: program.stdout })) {
    const { msg, listener, address } = JSON.parse(line) as Listening;
    if (msg === 'listening') found.set(listener ?? 'http', `127.0.0.1:${address.port}`);
    if (names.every((name) => found.has(name)))
      return Object.fromEntries(found) as Record<Name, string>;
  }
  throw new Error(`The program ended before it listened on ${names.join(', ')}`);
}

interface Listening {
  readonly msg: string;
  /** Absent in the line of the http listener. */
  readonly listener?: string;
  readonly address: { readonly port: number };
}
