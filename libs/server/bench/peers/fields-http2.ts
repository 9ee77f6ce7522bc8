import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';

const { TLS_CERT_FILE = '', TLS_KEY_FILE = '', PORT } = process.env;
const pair = { cert: readFileSync(TLS_CERT_FILE), key: readFileSync(TLS_KEY_FILE) };

/** The fields that server-vps sends, of which one differs from answer to answer. */
const fields = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'Accept',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
};
let count = 0;

createSecureServer({ ...pair, allowHTTP1: true }, (_request, response) => {
  const body = `tscratch is alive and the time is ${new Date().toISOString()}\n`;
  const id = `4a15712fbf455-${(count += 1)}`;
  response.writeHead(200, { ...fields, 'x-request-id': id, 'content-length': body.length });
  response.end(body);
}).listen(Number(PORT), '127.0.0.1');
