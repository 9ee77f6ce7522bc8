import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bindAddress } from '../../../lifecycle/listen/bind-port.ts';
import { createFailureLimit } from '../../../management/admin/failure-limit.ts';
import { EX } from '../../../world/faults/sysexits.ts';
import type { World } from '../../../world/world.ts';
import { findEndpoint, type AdminTarget } from '../find-endpoint.ts';
import { describeRefusal } from '../print-response.ts';
import { printText } from '../print-text.ts';
import { sendAdminRequest } from '../send-admin-request.ts';
import { openBrowser } from './open-browser.ts';
import { respond } from './respond.ts';
import { createSession } from './session.ts';

export interface ConsoleCommandOptions extends Omit<AdminTarget, 'env'> {
  readonly flags: AdminTarget['flags'] & { readonly port: number; readonly 'no-open': boolean };
  /** Aborts when the user interrupts the command. */
  readonly stop: AbortSignal;
}

/**
 * Serves the console of a server on 127.0.0.1 until interrupted or hung up, as its client: each request is passed on to the
 * admin API.
 *
 * @returns The exit status: 0, because there is no other end.
 * @throws {Fault} those of `sendAdminRequest` and `bindAddress`; `ADMIN_REFUSED` if the server has no console.
 */
export async function runConsole(world: World, options: ConsoleCommandOptions): Promise<number> {
  const { flags, stop, ...rest } = options;
  const { env, monotonicMs, stdout } = world;
  const adminTarget = { ...rest, flags, env };
  await checkConsole(adminTarget, stop);
  const session = createSession();
  const server = createServer();
  const settings = { host: '--host', port: '--port' };
  await bindAddress(server, { host: '127.0.0.1', port: flags.port, settings });
  const { port } = server.address() as AddressInfo;
  const failures = createFailureLimit(monotonicMs);
  const checked = { port, tokens: session.tokens, failures };
  const destination = findEndpoint(adminTarget);
  server.on('request', (request, response) => {
    void respond(request, response, { session, checked, destination });
  });
  const url = `http://127.0.0.1:${port}/console#${session.code}`;
  await printText(stdout, `${url}\nThis address works once. Ctrl-C ends the console.\n`);
  const isWatched = stdout.isTTY === true && !flags['no-open'];
  const forget = isWatched ? openBrowser(url, env) : undefined;
  await ended(world, stop);
  forget?.();
  server.close();
  server.closeAllConnections();
  return EX.OK;
}

/** Checks at once what the page would report otherwise: that the server answers this caller, and has a console. */
async function checkConsole(adminTarget: AdminTarget, stop: AbortSignal): Promise<void> {
  for (const path of ['/console/self', '/console']) {
    const asked = { method: 'GET', path, body: undefined };
    const response = await sendAdminRequest(asked, adminTarget, stop);
    if (response.statusCode !== 200) throw await describeRefusal(response);
    response.destroy();
  }
}

/** Waits for an interruption, or for the end of the terminal, which is a SIGHUP: an SSH connection that is closed. */
async function ended({ onReload }: Pick<World, 'onReload'>, stop: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    resolve(undefined);
  };
  onReload(end);
  stop.addEventListener('abort', end);
  if (!stop.aborted) await promise;
}
