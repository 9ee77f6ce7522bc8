import { bindPort, nodeWorld, runServer } from '@tscratch/server';
import manifest from '../package.json' with { type: 'json' };

const program = {
  name: 'server-scratch',
  version: manifest.version,
  listen: bindPort,
  // An orchestrator checks readiness from outside, and sends requests until it has seen the change.
  defaults: { shutdownDelayMs: 5_000, opsHost: '0.0.0.0' },
};
void runServer(nodeWorld(process), program).then((exitCode) => {
  process.exit(exitCode);
});
