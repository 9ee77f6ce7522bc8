import { createSecureContext, type SecureContext } from 'node:tls';
import type { Store } from './store.ts';

/** Characters of a token: RFC 8555, section 8.1. */
const TOKEN = /^[\w-]{1,256}$/;

/** Answers to the challenges of the authority; each thread and process of the service gives them. */
export interface ChallengeAnswers {
  /** Returns the body for a token of HTTP-01: RFC 8555, section 8.3. */
  readonly forToken: (token: string) => string | undefined;
  /** Returns the certificate for a domain of TLS-ALPN-01: RFC 8737. */
  readonly forDomain: (domain: string) => SecureContext | undefined;
}

/** Creates the answers from a store. Clients choose the names, so they are checked before a file is read. */
export function answerChallenges(
  { readChallenge }: Pick<Store, 'readChallenge'>,
  domains: readonly string[],
): ChallengeAnswers {
  return {
    forToken: (token) => (TOKEN.test(token) ? readChallenge('http-01', token) : undefined),
    forDomain: (domain) => {
      const pem = domains.includes(domain) ? readChallenge('tls-alpn-01', domain) : undefined;
      return pem === undefined ? undefined : createSecureContext({ cert: pem, key: pem });
    },
  };
}
