export { nodeWorld } from './edge/node-world.ts';
export { runServer, type Program } from './lifecycle/run-server.ts';
export { bindPort } from './listen/bind-port.ts';
export type { Listen } from './listen/listen.ts';
export type { World } from './edge/world.ts';
