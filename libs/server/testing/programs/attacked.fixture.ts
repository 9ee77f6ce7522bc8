import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';
import { runServer } from '../../src/program/run-server.ts';
import { nodeWorld } from '../../src/world/node-world.ts';
import { createAttackedApp } from '../attacks/attack-routes.ts';
import { createEcho } from '../conformance/echo.ts';

// The app that the specs attack, or an echo, in a process with several serving threads.
void runServer(nodeWorld(process), {
  name: 'attacked',
  version: '0.0.0',
  listen: bindPort,
  routes: (context) => {
    if (process.env['ROUTES'] === 'echo') return createEcho(context);
    const { router, release } = createAttackedApp();
    context.lifecycle.onReload('release', release);
    return router;
  },
}).then((exitCode) => {
  process.exitCode = exitCode;
});
