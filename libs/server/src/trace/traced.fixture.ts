import { nodeWorld } from '../edge/node-world.ts';
import { runServer } from '../lifecycle/run-server.ts';
import { bindPort } from '../listen/bind-port.ts';

const program = { name: 'traced', version: '1.2.3', listen: bindPort };
void runServer(nodeWorld(process), program).then((exitCode) => {
  process.exitCode = exitCode;
});
