import type { Server } from 'node:net';
import { adoptDescriptor } from '../lifecycle/listen/adopt-descriptor.ts';
import type { Acceptor } from '../lifecycle/listen/listen.ts';
import { bindAddress } from '../lifecycle/listen/bind-port.ts';
import { observeRedirects } from '../lifecycle/tls/observe-redirects.ts';
import { createRedirect, type RedirectOptions } from '../lifecycle/tls/redirect-to-https.ts';
import type { World } from '../world/world.ts';
import { openAcme } from './open-acme.ts';
import type { Parts } from './parts.ts';

/**
 * Opens the listeners that redirect to HTTPS: on the socket passed as `redirect`, or else on HTTP_REDIRECT_PORT; and on the one
 * passed as `http`, if another is passed as `https`. They close when the server stops.
 *
 * @throws {Fault} those of `bindAddress`, `adoptDescriptor` and `openAcme`.
 */
export async function openRedirects(
  world: World,
  acceptors: readonly Acceptor[],
  parts: Parts,
): Promise<void> {
  const { liveSettings, manager, lifecycle, loggers, metrics } = parts;
  const { monotonicMs, random } = world;
  const settings = liveSettings.current;
  const { host, httpRedirectPort, tlsAcmeDomains, accessLogRatio: ratio } = settings;
  const { https, http, redirect } = manager.descriptors;
  const options: RedirectOptions = {
    httpsPort: portOf(acceptors),
    answerFor: tlsAcmeDomains.length === 0 ? undefined : openAcme(world, settings).answers.forToken,
    observe: observeRedirects({ metrics, log: loggers.named('http'), monotonicMs, ratio, random }),
  };
  const port = httpRedirectPort === 'off' ? 0 : httpRedirectPort;
  const address = { host, port, settings: { host: 'HOST', port: 'HTTP_REDIRECT_PORT' } };
  const isSet = { host: false, port: httpRedirectPort !== 'off' };
  const servers: Server[] = [];
  const open = async (listen: (server: Server) => Promise<void>): Promise<void> => {
    const server = createRedirect(options);
    await listen(server);
    servers.push(server);
    loggers.root.info({ listener: 'redirect', address: server.address() }, 'listening');
  };
  if (redirect !== undefined)
    await open((server) =>
      adoptDescriptor(server, { fd: redirect, name: 'redirect', address, isSet }),
    );
  else if (isSet.port) await open((server) => bindAddress(server, address));
  if (https !== undefined && http !== undefined)
    await open((server) =>
      adoptDescriptor(server, {
        fd: http,
        name: 'http',
        address,
        isSet: { host: false, port: false },
      }),
    );
  lifecycle.onEnter(() => {
    if (lifecycle.phase() === 'stopping') for (const server of servers) server.close();
  });
}

/** Returns the port of the first TCP socket. */
function portOf(acceptors: readonly Acceptor[]): number | undefined {
  const ports = acceptors.map(({ address }) =>
    typeof address === 'object' ? address?.port : undefined,
  );
  return ports.find((port) => port !== undefined);
}
