import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './program.ts';

/** Paths of the files of a certificate, in the format PEM. */
export interface Certificate {
  /** The authority that signed it, which no machine trusts by itself. */
  readonly authorityPath: string;
  readonly certPath: string;
  readonly keyPath: string;
}

/**
 * Makes an authority, and a certificate that it signed, with openssl(1).
 *
 * @param folder Where to write the files.
 * @param name For which server, such as `IP:127.0.0.1`.
 */
export function makeCertificate(folder: string, name: string): Certificate {
  const path = (file: string) => join(folder, file);
  const openssl = (...args: readonly string[]): string => runProgram('openssl', args);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const [authority, cert] = ['authority', 'server'].map((file) => ({
    key: path(`${file}.key`),
    pem: path(`${file}.pem`),
  })) as [Files, Files];
  const subject = ['-subj', '/CN=Test authority'];
  openssl('req', '-x509', ...key, ...subject, '-keyout', authority.key, '-out', authority.pem);
  const request = path('server.csr');
  openssl('req', '-new', ...key, '-subj', '/CN=server', '-keyout', cert.key, '-out', request);
  writeFileSync(path('server.ext'), `subjectAltName=${name}\n`);
  const signer = ['-CA', authority.pem, '-CAkey', authority.key, '-CAcreateserial'];
  const signed = ['-in', request, '-extfile', path('server.ext'), '-out', cert.pem];
  openssl('x509', '-req', ...signer, ...signed);
  return { authorityPath: authority.pem, certPath: cert.pem, keyPath: cert.key };
}

interface Files {
  readonly key: string;
  readonly pem: string;
}
