import { registerHooks } from 'node:module';

// A server that writes to stderr, when it has stopped, the URLs of what it has imported. The server itself is imported
// afterwards, so that nothing is missed.
const urls = new Set<string>();
registerHooks({
  load: (url, context, load) => {
    urls.add(url);
    return load(url, context);
  },
});

const { nodeWorld } = await import('../../src/world/node-world.ts');
const { bindPort } = await import('../../src/lifecycle/listen/bind-port.ts');
const { runServer } = await import('../../src/program/run-server.ts');

const exitCode = await runServer(nodeWorld(process), {
  name: 'loaded',
  version: '0.0.0',
  listen: bindPort,
});
process.stderr.write([...urls, ''].join('\n'), () => process.exit(exitCode));
