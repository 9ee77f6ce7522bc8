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
      'Cannot apply SHUTDOWN_DELAY_MS=5000: expected less than DRAIN_TIMEOUT_MS=5000, which includes it; lower the former or raise the latter',
    ],
    [
      { tlsCertFile: '/tls.crt' },
      'Cannot apply TLS_CERT_FILE="/tls.crt" alone; set TLS_KEY_FILE to its private key',
    ],
    [
      { tlsKeyFile: '/tls.key' },
      'Cannot apply TLS_KEY_FILE="/tls.key" alone; set TLS_CERT_FILE to its certificate',
    ],
    [
      { adminAccess: 'read', adminDangerous: ['heapdump', 'shutdown'] },
      'Cannot apply ADMIN_DANGEROUS="heapdump,shutdown" with ADMIN_ACCESS="read"; remove one of them',
    ],
    [
      { adminToken: 'x', adminReadToken: 'x' },
      'Cannot use the same token for ADMIN_TOKEN and ADMIN_READ_TOKEN; create a second one',
    ],
  ] as const)('rejects %j', (settings, sentence) => {
    expect(contradictionsOf({ ...defaults, ...settings })).toEqual([sentence]);
  });
});
