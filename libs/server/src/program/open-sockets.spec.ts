import { createServer } from 'node:http';
import { openListedSockets } from './open-sockets.ts';

describe('openListedSockets()', () => {
  it('opens nothing beside a socket that the service manager passed', async () => {
    const server = createServer();
    const settings = { listen: ['127.0.0.1:0'], listenMode: '0660' };
    const options = { settings, descriptors: { http: 3 }, pauseOnConnect: false };
    await expect(openListedSockets(server, options)).rejects.toMatchObject({
      exitCode: 78,
      message:
        'Cannot listen on LISTEN="127.0.0.1:0" beside the socket that the service manager passed; unset LISTEN, or remove the socket unit',
    });
    expect(server.listening).toBe(false);
  });
});
