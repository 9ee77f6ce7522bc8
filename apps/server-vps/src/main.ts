import { adoptSocket, nodeWorld, runServer } from '@tscratch/server';
import manifest from '../package.json' with { type: 'json' };

const program = { name: 'server-vps', version: manifest.version, listen: adoptSocket };
void runServer(nodeWorld(process), program).then((exitCode) => {
  process.exit(exitCode);
});
