import { contradictionsOf } from './contradictions.ts';
import { defaultsOf } from './setting.ts';
import { serverSettings } from './settings.ts';

const defaults = defaultsOf(serverSettings);

describe('contradictionsOf()', () => {
  it('finds none among the defaults', () => {
    expect(contradictionsOf(defaults)).toEqual([]);
  });

  it.each([
    [
      { shutdownDelayMs: 5_000, drainTimeoutMs: 5_000 },
      'Cannot take SHUTDOWN_DELAY_MS=5000: expected less than DRAIN_TIMEOUT_MS=5000, which includes it; lower the one or raise the other',
    ],
    [
      { tlsCertFile: '/tls.crt' },
      'Cannot take TLS_CERT_FILE="/tls.crt" alone; set TLS_KEY_FILE to its private key',
    ],
    [
      { tlsKeyFile: '/tls.key' },
      'Cannot take TLS_KEY_FILE="/tls.key" alone; set TLS_CERT_FILE to its certificate',
    ],
    [
      { adminAccess: 'read', adminDangerous: ['heapdump', 'shutdown'] },
      'Cannot take ADMIN_DANGEROUS="heapdump,shutdown" with ADMIN_ACCESS="read"; leave one of them',
    ],
    [
      { adminToken: 'x', adminReadToken: 'x' },
      'Cannot take one token for both ADMIN_TOKEN and ADMIN_READ_TOKEN; make another for one',
    ],
  ] as const)('refuses %j', (settings, sentence) => {
    expect(contradictionsOf({ ...defaults, ...settings })).toEqual([sentence]);
  });
});
