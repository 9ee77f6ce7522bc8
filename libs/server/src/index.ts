// The whole contract with an app. Adding a line is a decision on it: say why in the commit.
export type { Kind } from './config/kind.ts';
export * as kinds from './config/kinds.ts';
export { declare as declareSetting, type Setting } from './config/setting.ts';
export { AppFault } from './world/faults/app-fault.ts';
export { nodeWorld } from './world/node-world.ts';
export type { TakenUpgrade } from './http/upgrade-surfaces.ts';
export { runServer } from './program/run-server.ts';
export type { Context, CreateRoutes, OnceContext, Program } from './program/program.ts';
export { bindPort } from './lifecycle/listen/bind-port.ts';
export type { Lifecycle } from './lifecycle/lifecycle.ts';
export type { Listen } from './lifecycle/listen/listen.ts';
export type { Log } from './telemetry/log/log.ts';
export type { Metrics } from './telemetry/metrics/metrics.ts';
export { adoptSocket } from './lifecycle/listen/adopt-socket.ts';
