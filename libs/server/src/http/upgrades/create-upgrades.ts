import type { IncomingMessage, Server } from 'node:http';
import type { Request } from 'express';
import type { Settings } from '../../config/settings.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';
import type { WriteBatch } from '../batch-writes.ts';
import type { Exchange } from '../exchange.ts';
import type { Application } from '../late-app.ts';
import { abortExchange } from '../limits/abort-exchange.ts';
import type { TakenUpgrade } from '../upgrade-surfaces.ts';
import { followUpgrade } from './follow-upgrade.ts';
import { createOfferCheck } from './is-offered.ts';
import { listenForUpgrades, type ListenForUpgradesOptions } from './listen-for-upgrades.ts';
import type { EndedUpgrade } from './observe-upgrades.ts';
import { UpgradeRequired } from './upgrade-required.ts';

export interface UpgradesOptions {
  /** Names of the protocols that routes take, such as `websocket`. */
  readonly protocols: readonly string[];
  readonly settings: Pick<Settings, 'maxUpgrades' | 'upgradeIdleTimeoutMs' | 'retryAfterSeconds'>;
  readonly metrics: Metrics;
  readonly monotonicMs: () => number;
  /** Called once after an upgraded connection has ended. */
  readonly onEnd: (ended: EndedUpgrade) => void;
}

/** The upgraded connections of a server. */
export interface Upgrades {
  /** Whether a request may leave HTTP. */
  readonly isOffered: (request: IncomingMessage) => boolean;
  /** The exchanges whose connections are taken and open, oldest first. */
  readonly exchanges: Iterable<Exchange>;
  /** Passes requests that may leave HTTP to a listener, and defines `request.takeUpgrade` for all. */
  readonly listen: (server: Server, options: ListenOptions) => void;
}

export interface ListenOptions extends ListenForUpgradesOptions {
  readonly app: Pick<Application, 'request'>;
  readonly writeBatch: Pick<WriteBatch, 'leave'>;
}

/** Creates the registry of upgraded connections, with their limits. */
export function createUpgrades(options: UpgradesOptions): Upgrades {
  const { settings, monotonicMs, onEnd } = options;
  const protocols = options.protocols.map((name) => name.toLowerCase());
  const exchanges = new Set<Exchange>();
  const refuse = createRefusal(options);
  const idleLimitMs = (): number => settings.upgradeIdleTimeoutMs;
  function take(request: Request, leave: WriteBatch['leave']): TakenUpgrade {
    const { socket, upgradeHead: head, draining } = request;
    const { exchange } = request.res as NonNullable<Request['res']>;
    if (head === undefined) throw new UpgradeRequired(protocols);
    if (exchanges.has(exchange)) throw new Error('Cannot take the same upgrade twice');
    if (hasEnded(exchange)) throw new RequestEnded();
    if (draining.aborted) refuse(exchange, 'draining');
    if (exchanges.size >= settings.maxUpgrades) refuse(exchange, 'limit');
    exchanges.add(exchange);
    socket.once('close', () => exchanges.delete(exchange));
    leave(socket);
    const following = { monotonicMs, idleLimitMs, onEnd };
    return { socket, head, noteClose: followUpgrade(exchange, head.length, following) };
  }
  return {
    isOffered: createOfferCheck(protocols),
    exchanges,
    listen: (server, { app, writeBatch, ...rest }) => {
      app.request.takeUpgrade = function (this: Request) {
        return take(this, writeBatch.leave);
      };
      listenForUpgrades(server, rest);
    },
  };
}

/** The failure of a route whose request has ended before it took the connection; there is nobody to answer. */
class RequestEnded extends Error {
  override readonly name = 'RequestEnded';
  override readonly message = 'Cannot take the upgrade: the request has ended';
  /** Below 500, because the server did not fail. */
  readonly status = 400;
}

/** Returns whether the client has left, or the server has answered in the place of the route. */
function hasEnded({ request, response, errorType }: Exchange): boolean {
  return errorType !== undefined || response.headersSent || request.socket.destroyed;
}

/** Creates the function that answers 503, and throws because the route must not go on. */
function createRefusal({ metrics, settings }: UpgradesOptions) {
  const refused = metrics.counter({
    name: 'http.server.refused_upgrades',
    unit: '{request}',
    description: 'Upgrades refused with 503, by reason: limit at MAX_UPGRADES, or draining.',
  });
  return (exchange: Exchange, reason: 'limit' | 'draining'): never => {
    refused({ reason }).add(1);
    const { retryAfterSeconds } = settings;
    abortExchange(exchange, 'shed', { status: 503, retryAfterSeconds });
    throw new Error(`The upgrade was refused: ${reason}`);
  };
}
