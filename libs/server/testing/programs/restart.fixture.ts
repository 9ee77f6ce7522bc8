import { existsSync, readFileSync } from 'node:fs';
import { AppFault } from '../../src/world/faults/app-fault.ts';
import { nodeWorld } from '../../src/world/node-world.ts';
import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';
import { runServer } from '../../src/program/run-server.ts';

// A program of which another version is at its path while BROKEN_FILE exists; the file says how that one fails.
const { BROKEN_FILE = '' } = process.env;
const fault = existsSync(BROKEN_FILE) ? readFileSync(BROKEN_FILE, 'utf8') : '';

void runServer(nodeWorld(process), {
  name: 'restart',
  version: '1.0.0',
  listen: bindPort,
  routes: async ({ readiness }) => {
    if (fault === 'fault')
      throw new AppFault('Cannot find the stars; wait for the night', { exitCode: 66 });
    if (fault === 'crash') process.kill(process.pid, 'SIGKILL');
    if (fault === 'unready')
      readiness.add({
        name: 'database',
        isRequired: true,
        run: () => {
          throw new Error('connection refused');
        },
      });
    const { Router } = await import('express');
    return Router().get('/pid', (_request, response) => {
      response.json(process.pid);
    });
  },
}).then((exitCode) => process.exit(exitCode));
