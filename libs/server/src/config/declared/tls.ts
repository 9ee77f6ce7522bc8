import { boolean, directoryPath, filePath, text, wholeNumber } from '../kinds.ts';
import { base64url, domainNames, emailAddress, httpsUrl, orOff } from '../server-kinds.ts';
import { declare } from '../setting.ts';

/** Certificates of the server, and those it trusts. */
export const tlsSettings = {
  tlsCertFile: declare<string | undefined>({
    env: 'TLS_CERT_FILE',
    kind: filePath,
    default: undefined,
    doc: 'File with the certificate and its chain in PEM; set together with TLS_KEY_FILE, it makes the server speak HTTPS only. Changed files are loaded while the server runs.',
  }),
  tlsKeyFile: declare<string | undefined>({
    env: 'TLS_KEY_FILE',
    kind: filePath,
    default: undefined,
    doc: 'File with the private key of TLS_CERT_FILE in PEM, without a passphrase.',
  }),
  http2: declare({
    env: 'HTTP2',
    kind: boolean,
    default: false,
    doc: 'Whether clients may choose HTTP/2 by ALPN, beside HTTP/1.1; needs TLS_CERT_FILE or TLS_ACME_DOMAINS.',
  }),
  tlsAcmeDomains: declare<readonly string[]>({
    env: 'TLS_ACME_DOMAINS',
    kind: domainNames,
    default: [],
    doc: 'Domain names to get a certificate for by ACME, which makes the server speak HTTPS only; setting it agrees to the terms of service of the authority. The names must lead to this server, on port 443, or on port 80 with HTTP_REDIRECT_PORT.',
  }),
  tlsAcmeDirectory: declare<string | undefined>({
    env: 'TLS_ACME_DIRECTORY',
    kind: directoryPath,
    default: undefined,
    doc: 'Directory that keeps the account and the certificates of TLS_ACME_DOMAINS; several processes can share it. Default: acme in the first directory of $STATE_DIRECTORY, which systemd sets for StateDirectory=.',
  }),
  tlsAcmeUrl: declare({
    env: 'TLS_ACME_URL',
    kind: httpsUrl,
    default: new URL('https://acme-v02.api.letsencrypt.org/directory'),
    doc: "URL of the authority's ACME directory.",
  }),
  tlsAcmeEmail: declare<string | undefined>({
    env: 'TLS_ACME_EMAIL',
    kind: emailAddress,
    default: undefined,
    doc: 'Address to which the authority may write about the certificates.',
  }),
  tlsAcmeCaFile: declare<string | undefined>({
    env: 'TLS_ACME_CA_FILE',
    kind: filePath,
    default: undefined,
    doc: "File with CA certificates in PEM to check the authority's own certificate with, in place of those of Node; for a private authority.",
  }),
  tlsAcmeEabKid: declare<string | undefined>({
    env: 'TLS_ACME_EAB_KID',
    kind: text,
    default: undefined,
    doc: 'Identifier of the key in TLS_ACME_EAB_KEY, for an authority that requires an external account.',
  }),
  tlsAcmeEabKey: declare<string | undefined>({
    env: 'TLS_ACME_EAB_KEY',
    kind: base64url,
    default: undefined,
    doc: 'HMAC key of the external account TLS_ACME_EAB_KID, as the authority shows it.',
    secret: 'file',
  }),
  httpRedirectPort: declare<number | 'off'>({
    env: 'HTTP_REDIRECT_PORT',
    kind: orOff(wholeNumber({ min: 0, max: 65_535 })),
    default: 'off',
    doc: 'TCP port, on HOST, whose requests are redirected to HTTPS, such as 80; it also answers the HTTP-01 challenges for TLS_ACME_DOMAINS.',
  }),
  caFile: declare<string | undefined>({
    env: 'CA_FILE',
    kind: filePath,
    default: undefined,
    doc: "File with CA certificates in PEM to trust for outgoing connections, in addition to those of Node, such as a company's own. A changed file is loaded while the server runs.",
  }),
};
