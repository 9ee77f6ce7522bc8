export { runServer } from './lifecycle/run-server.ts';
