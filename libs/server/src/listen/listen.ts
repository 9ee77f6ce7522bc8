import type { Server } from 'node:http';
import type { Settings } from '../config/settings.ts';

/** A way to give the server its socket; resolves when connections are accepted, rejects with a Fault. */
export type Listen = (server: Server, address: Pick<Settings, 'host' | 'port'>) => Promise<void>;
