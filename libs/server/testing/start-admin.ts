import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, type Audit } from '../src/management/admin/audit.ts';
import type { AdminOptions } from '../src/management/admin/admin-options.ts';
import { openAdmin } from '../src/management/admin/open-admin.ts';
import { managementSettings, type ManagementSettings } from '../src/config/declared/management.ts';
import { defaultsOf } from '../src/config/setting.ts';
import type { Route } from '../src/management/server/route.ts';
import { TEST_TIME } from './test-world.ts';

export const TOKENS = { write: 'w'.repeat(43), read: 'r'.repeat(43) } as const;

export interface AdminInput {
  readonly routes: readonly Route[];
  readonly settings?: Partial<ManagementSettings>;
  readonly monotonicMs?: () => number;
}

/** The admin API on a unix socket and on TCP, in this process. */
export interface RunningAdmin extends AsyncDisposable {
  readonly directory: string;
  readonly socketPath: string;
  readonly port: number;
  readonly audit: Audit;
  /** Lines of the audit and of the log, as text. */
  readonly lines: readonly string[];
  /** Errors that were reported as defects. */
  readonly errors: readonly unknown[];
  /** Replaces the file of a token. */
  readonly writeToken: (role: keyof typeof TOKENS, text: string) => void;
}

export async function startAdmin(input: AdminInput): Promise<RunningAdmin> {
  const directory = mkdtempSync(join(tmpdir(), 'admin-'));
  const [socketPath, lines, errors] = [
    join(directory, 'admin.sock'),
    [] as string[],
    [] as unknown[],
  ];
  const paths = {
    write: join(directory, 'admin-token'),
    read: join(directory, 'admin-read-token'),
  };
  const writeToken: RunningAdmin['writeToken'] = (role, text) => {
    writeFileSync(paths[role], `${text}\n`, { mode: 0o400 });
  };
  writeToken('write', TOKENS.write);
  writeToken('read', TOKENS.read);
  const audit = createAudit({ now: () => new Date(TEST_TIME), write: (line) => lines.push(line) });
  const options: AdminOptions = {
    routes: input.routes,
    settings: {
      ...defaultsOf(managementSettings),
      adminSocket: socketPath,
      adminPort: 0,
      ...input.settings,
    },
    inherited: { descriptors: {}, predecessor: undefined },
    env: { ADMIN_TOKEN_FILE: paths.write, ADMIN_READ_TOKEN_FILE: paths.read },
    name: 'test',
    audit,
    monotonicMs: input.monotonicMs ?? (() => 0),
    log: (...line) => lines.push(JSON.stringify(line)),
    onError: (error) => errors.push(error),
  };
  const listeners = await openAdmin(options);
  const addresses = listeners.map(({ server }) => server.address() as AddressInfo | string);
  const { port } = addresses.find((address) => typeof address !== 'string') ?? { port: NaN };
  return {
    directory,
    socketPath,
    port,
    audit,
    lines,
    errors,
    writeToken,
    [Symbol.asyncDispose]: async () => {
      for (const { server, afterClose } of listeners) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        afterClose();
      }
      rmSync(directory, { recursive: true });
    },
  };
}
