import { acmeContradictionsOf } from './acme-contradictions.ts';
import { defaultsOf } from './setting.ts';
import { serverSettings } from './settings.ts';

const defaults = defaultsOf(serverSettings);
const isAcme = { tlsAcmeDomains: ['example.org', 'www.example.org'] };

describe('acmeContradictionsOf()', () => {
  it.each([
    [{}],
    [isAcme],
    [{ ...isAcme, tlsAcmeEabKid: 'kid', tlsAcmeEabKey: 'key', httpRedirectPort: 80 }],
    [{ tlsCertFile: '/c', tlsKeyFile: '/k', httpRedirectPort: 80 }],
    [{ ...isAcme, port: 0, httpRedirectPort: 0 }],
    [{ ...isAcme, listen: ['0.0.0.0:443'], httpRedirectPort: 8080 }], // PORT is not used
  ] as const)('finds none in %j', (settings) => {
    expect(acmeContradictionsOf({ ...defaults, ...settings })).toEqual([]);
  });

  it.each([
    [
      { ...isAcme, tlsCertFile: '/tls.crt', tlsKeyFile: '/tls.key' },
      'Cannot apply TLS_ACME_DOMAINS="example.org,www.example.org" with TLS_CERT_FILE="/tls.crt"; remove one of them',
    ],
    [
      { ...isAcme, tlsAcmeEabKid: 'kid-1' },
      'Cannot apply TLS_ACME_EAB_KID="kid-1" alone; set TLS_ACME_EAB_KEY_FILE to the file with its key',
    ],
    [
      { ...isAcme, tlsAcmeEabKey: 'hunter2' },
      'Cannot use TLS_ACME_EAB_KEY alone; set TLS_ACME_EAB_KID to the identifier of that key',
    ],
    [
      { httpRedirectPort: 80 },
      'Cannot apply HTTP_REDIRECT_PORT=80 without TLS; set TLS_ACME_DOMAINS, or TLS_CERT_FILE and TLS_KEY_FILE',
    ],
    [
      { ...isAcme, seamlessRestart: true, httpRedirectPort: 80 },
      'Cannot apply HTTP_REDIRECT_PORT=80 with SEAMLESS_RESTART=true: the next process could not open the port; remove one of them',
    ],
    [
      { ...isAcme, port: 8443, httpRedirectPort: 8443 },
      'Cannot apply HTTP_REDIRECT_PORT=8443 with PORT=8443; set PORT to another one, such as 443',
    ],
  ] as const)('rejects %j', (settings, sentence) => {
    expect(acmeContradictionsOf({ ...defaults, ...settings })).toEqual([sentence]);
  });
});
