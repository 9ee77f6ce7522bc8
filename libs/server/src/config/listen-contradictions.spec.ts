import { listenContradictionsOf } from './listen-contradictions.ts';
import { defaultsOf } from './setting.ts';
import { serverSettings } from './settings.ts';

describe('listenContradictionsOf()', () => {
  const unset = { from: 'default' } as const;
  const set = { from: 'variable', name: 'X' } as const;
  const settings = defaultsOf(serverSettings);
  const sources = { listenMode: unset, host: unset, port: unset };
  const find = (listen: readonly string[]) =>
    listenContradictionsOf({ ...settings, listen }, sources, {});

  it.each([
    [['0.0.0.0:80', '[::]:80', '0.0.0.0:81', 'unix:/a', 'unix:/b']],
    [['127.0.0.1:0', '127.0.0.1:0', '127.0.0.1:80', '127.0.0.2:80']],
  ])('finds none in %j', (listen) => {
    expect(find(listen)).toEqual([]);
  });

  it('finds a restart, which hands over one socket', () => {
    const restart = { ...settings, listen: ['0.0.0.0:80'], seamlessRestart: true };
    expect(listenContradictionsOf(restart, sources, {})).toEqual([
      'Cannot apply SEAMLESS_RESTART=true with LISTEN="0.0.0.0:80": only the socket of HOST and PORT is handed over; unset one of them',
    ]);
    expect(listenContradictionsOf({ ...restart, listen: undefined }, sources, {})).toEqual([]);
  });

  it.each([
    [['[::1]:80', '[0:0:0:0:0:0:0:1]:80']],
    [['0.0.0.0:80', '127.0.0.1:80']],
    [['[2001:db8::1]:80', '[::]:80']],
    [['localhost:80', '127.0.0.1:80']],
    [['unix:/a', 'unix:/a']],
  ])('finds the overlap in %j', (listen) => {
    const [first = '', second = ''] = listen;
    expect(find(listen)).toEqual([
      `Cannot listen on "${second}" in LISTEN: "${first}" overlaps it; remove one of them`,
    ]);
  });

  it('names what is set beside LISTEN, and LISTEN_MODE without a unix socket', () => {
    const all = { listenMode: set, host: set, port: set };
    const listen = ['[::]:80'];
    const given = { ...settings, listen, listenMode: '0600' };
    expect(listenContradictionsOf(given, all, {})).toEqual([
      'Cannot apply HOST="0.0.0.0" beside LISTEN="[::]:80", which has addresses and ports; unset one of them',
      'Cannot apply PORT=8080 beside LISTEN="[::]:80", which has addresses and ports; unset one of them',
      'Cannot apply LISTEN_MODE=0600 without a unix socket in LISTEN; add one such as unix:/run/app.sock, or unset LISTEN_MODE',
    ]);
    expect(listenContradictionsOf({ ...given, listen: undefined }, all, {})).toHaveLength(1);
  });

  it('names PROXY_PROTOCOL if nobody may be trusted', () => {
    const given = { ...settings, proxyProtocol: true };
    expect(listenContradictionsOf(given, sources, {})).toEqual([
      'Cannot apply PROXY_PROTOCOL=on without TRUSTED_PROXIES: nobody would be trusted to name clients; set TRUSTED_PROXIES to the networks of the proxies',
    ]);
    const trustedProxies = ['127.0.0.1/32'] as const;
    for (const [changes, env] of [
      [{ trustedProxies }, {}],
      [{ listen: ['unix:/run/app.sock'] }, {}],
      [{}, { LISTEN_FDS: '1' }],
    ] as const)
      expect(listenContradictionsOf({ ...given, ...changes }, sources, env)).toEqual([]);
  });
});
