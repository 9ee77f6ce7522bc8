import type { SecureContext, TLSSocket, TlsOptions } from 'node:tls';

/** Protocol of TLS-ALPN-01: RFC 8737, section 6.2. */
const CHALLENGE_PROTOCOL = 'acme-tls/1';

/** Returns the certificate that proves to an authority the control of a domain; undefined if it does not ask for it. */
export type ChallengeFor = (domain: string) => SecureContext | undefined;

/**
 * Returns the options by which a TLS server selects a protocol (ALPN, RFC 7301): the first that the client offers too. With
 * challenges, a client that offers only the protocol of TLS-ALPN-01 gets the certificate for it instead.
 *
 * @param protocols By preference.
 */
export function chooseProtocol(
  protocols: readonly string[],
  challengeFor?: ChallengeFor,
): Pick<TlsOptions, 'ALPNProtocols' | 'ALPNCallback'> {
  if (challengeFor === undefined) return { ALPNProtocols: [...protocols] };
  return {
    // Node calls it as a method of the connection.
    ALPNCallback(this: TLSSocket, { servername, protocols: offered }) {
      const chosen = protocols.find((protocol) => offered.includes(protocol));
      if (chosen !== undefined || !offered.includes(CHALLENGE_PROTOCOL)) return chosen;
      const context = challengeFor(servername);
      if (context === undefined) return undefined;
      this.setKeyCert(context);
      return CHALLENGE_PROTOCOL;
    },
  };
}
