import { filePath } from '../kinds.ts';
import { declare } from '../setting.ts';

/** With whom the server speaks in private, and whom it believes. */
export const tlsSettings = {
  tlsCertFile: declare<string | undefined>({
    env: 'TLS_CERT_FILE',
    kind: filePath,
    default: undefined,
    doc: 'Certificate and its chain in PEM, with TLS_KEY_FILE; both set, the server speaks HTTPS only. New files are taken while it runs.',
  }),
  tlsKeyFile: declare<string | undefined>({
    env: 'TLS_KEY_FILE',
    kind: filePath,
    default: undefined,
    doc: 'Private key of TLS_CERT_FILE in PEM, without a passphrase.',
  }),
  caFile: declare<string | undefined>({
    env: 'CA_FILE',
    kind: filePath,
    default: undefined,
    doc: "Certificates in PEM that outgoing calls trust beside those of Node, such as a company's own.",
  }),
};
