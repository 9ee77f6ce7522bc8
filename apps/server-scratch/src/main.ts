import { bindPort, nodeWorld, runServer } from '@tscratch/server';
import manifest from '../package.json' with { type: 'json' };

const program = {
  name: 'server-scratch',
  version: manifest.version,
  listen: bindPort,
  defaults: { shutdownDelayMs: 5_000 }, // an orchestrator sends requests until it has seen the server unready
};
void runServer(nodeWorld(process), program).then((exitCode) => {
  process.exit(exitCode);
});
