import type { Settings } from './settings.ts';

/** Returns a sentence for each pair of settings, of ACME and of the redirect to HTTPS, that are valid alone but not together. */
export function acmeContradictionsOf(settings: Settings): string[] {
  const { tlsCertFile, tlsAcmeDomains, tlsAcmeEabKid, tlsAcmeEabKey } = settings;
  const { port, listen, httpRedirectPort, seamlessRestart } = settings;
  const isAcme = tlsAcmeDomains.length > 0;
  const redirect = `Cannot apply HTTP_REDIRECT_PORT=${httpRedirectPort}`;
  return [
    ...(isAcme && tlsCertFile !== undefined
      ? [
          `Cannot apply TLS_ACME_DOMAINS="${tlsAcmeDomains.join(',')}" with TLS_CERT_FILE="${tlsCertFile}"; remove one of them`,
        ]
      : []),
    ...(tlsAcmeEabKid !== undefined && tlsAcmeEabKey === undefined
      ? [
          `Cannot apply TLS_ACME_EAB_KID="${tlsAcmeEabKid}" alone; set TLS_ACME_EAB_KEY_FILE to the file with its key`,
        ]
      : []),
    ...(tlsAcmeEabKey !== undefined && tlsAcmeEabKid === undefined
      ? ['Cannot use TLS_ACME_EAB_KEY alone; set TLS_ACME_EAB_KID to the identifier of that key']
      : []),
    ...(httpRedirectPort !== 'off' && !isAcme && tlsCertFile === undefined
      ? [`${redirect} without TLS; set TLS_ACME_DOMAINS, or TLS_CERT_FILE and TLS_KEY_FILE`]
      : []),
    ...(httpRedirectPort !== 'off' && seamlessRestart
      ? [
          `${redirect} with SEAMLESS_RESTART=true: the next process could not open the port; remove one of them`,
        ]
      : []),
    ...(httpRedirectPort !== 0 && httpRedirectPort === port && listen === undefined
      ? [`${redirect} with PORT=${port}; set PORT to another one, such as 443`]
      : []),
  ];
}
