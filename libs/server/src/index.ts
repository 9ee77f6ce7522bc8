// The whole contract with an app. Adding a line is a decision on it: say why in the commit.
export type { Kind } from './config/kind.ts';
export { kinds } from './config/kinds.ts';
export { declare as declareSetting, type Setting } from './config/setting.ts';
export { nodeWorld } from './edge/node-world.ts';
export { runServer } from './lifecycle/run-server.ts';
export type { Context, CreateRoutes, Program } from './lifecycle/program.ts';
export { bindPort } from './listen/bind-port.ts';
export type { Listen } from './listen/listen.ts';
export type { Log } from './log/log.ts';
export type { Metrics } from './metrics/metrics.ts';
export { adoptSocket } from './systemd/adopt-socket.ts';
