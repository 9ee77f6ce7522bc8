import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface CertificateFiles {
  readonly certPath: string;
  readonly keyPath: string;
}

/** Makes a certificate for localhost that signs itself, in two files of a folder; it is valid from now on. */
export function makeCertificate(folder: string, name: string, days = 30): CertificateFiles {
  const files = { certPath: join(folder, `${name}.crt`), keyPath: join(folder, `${name}.key`) };
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-nodes',
      `-days=${days}`,
      '-newkey=ec',
      '-pkeyopt=ec_paramgen_curve:prime256v1',
      `-subj=/CN=${name}`,
      '-addext=subjectAltName=DNS:localhost',
      `-keyout=${files.keyPath}`,
      `-out=${files.certPath}`,
    ],
    { stdio: 'ignore' },
  );
  return files;
}
