import { findCertificateError } from './certificate-error.ts';

const fail = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`about ${code}`), { code }) });

describe('findCertificateError()', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'authority', 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'authority', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['CERT_UNTRUSTED', 'authority', 'CERT_UNTRUSTED'],
    ['CERT_HAS_EXPIRED', 'certificate', 'about CERT_HAS_EXPIRED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate', 'about ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('finds in %s what is wrong with the %s', (code, kind, reason) => {
    expect(findCertificateError(fail(code))).toEqual({ kind, reason });
  });

  it.each(['ECONNREFUSED', 'ERR_SSL_WRONG_VERSION_NUMBER', 'UND_ERR_SOCKET'])(
    'finds nothing in %s',
    (code) => {
      expect(findCertificateError(fail(code))).toBeUndefined();
    },
  );

  it('finds nothing in an error without a cause', () => {
    expect(findCertificateError(new Error('CERT_HAS_EXPIRED'))).toBeUndefined();
  });
});
