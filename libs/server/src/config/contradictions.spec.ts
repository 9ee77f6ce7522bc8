import { contradictionsOf, refuseContradictions } from './contradictions.ts';
import type { SourcesOf } from './read-invocation.ts';
import { defaultsOf } from './setting.ts';
import { serverSettings } from './settings.ts';

const defaults = defaultsOf(serverSettings);

describe('contradictionsOf()', () => {
  it('finds none among the defaults', () => {
    expect(contradictionsOf(defaults)).toEqual([]);
  });

  it('finds none in a file that sets each to its default', async () => {
    const set = { from: 'variable', name: 'X' } as const;
    const names = Object.keys(serverSettings);
    const sources = Object.fromEntries(names.map((name) => [name, set]));
    const all = sources as unknown as SourcesOf<typeof serverSettings>;
    await expect(refuseContradictions(defaults, all, {})).resolves.toBeUndefined();
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
      { filesCompression: true, filesCacheBytes: 0 },
      'Cannot apply FILES_COMPRESSION=true with FILES_CACHE_BYTES=0: compressed files are kept in memory; raise the latter, or remove one of them',
    ],
    [
      { http2: true },
      'Cannot apply HTTP2=on without TLS, under which clients choose it; set TLS_CERT_FILE and TLS_KEY_FILE, or TLS_ACME_DOMAINS, or remove it',
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
