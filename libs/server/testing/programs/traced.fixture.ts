import { nodeWorld } from '../../src/world/node-world.ts';
import { runServer } from '../../src/program/run-server.ts';
import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';

const program = { name: 'traced', version: '1.2.3', listen: bindPort };
void runServer(nodeWorld(process), program).then((exitCode) => {
  process.exitCode = exitCode;
});
