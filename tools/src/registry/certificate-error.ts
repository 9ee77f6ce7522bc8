/** What is wrong with the certificate of a server. */
export interface CertificateError {
  readonly kind: 'authority' | 'certificate';
  readonly reason: string;
}

/** @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const NO_AUTHORITY = [
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];
const NOT_VALID = /^(?:CERT_|ERR_TLS_CERT_|HOSTNAME_MISMATCH$|INVALID_|PATH_LENGTH_EXCEEDED$)/;

/** Finds what is wrong with a certificate in the error of a request; undefined for another error, which may pass. */
export function findCertificateError({ cause }: Error): CertificateError | undefined {
  const { code = '', message = '' } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  if (NO_AUTHORITY.includes(code)) return { kind: 'authority', reason: code };
  return NOT_VALID.test(code) ? { kind: 'certificate', reason: message } : undefined;
}
