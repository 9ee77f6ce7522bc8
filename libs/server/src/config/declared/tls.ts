import { filePath } from '../kinds.ts';
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
  caFile: declare<string | undefined>({
    env: 'CA_FILE',
    kind: filePath,
    default: undefined,
    doc: "File with CA certificates in PEM to trust for outgoing connections, in addition to those of Node, such as a company's own. A changed file is loaded while the server runs.",
  }),
};
