import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';

const { TLS_CERT_FILE = '', TLS_KEY_FILE = '', PORT } = process.env;
const pair = { cert: readFileSync(TLS_CERT_FILE), key: readFileSync(TLS_KEY_FILE) };

createSecureServer({ ...pair, allowHTTP1: true }, (_request, response) => {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`alive at ${new Date().toISOString()}\n`);
}).listen(Number(PORT), '127.0.0.1');
