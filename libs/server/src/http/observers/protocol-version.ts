import type { IncomingMessage } from 'node:http';

/** Returns `network.protocol.version` of OpenTelemetry's semantic conventions, which is `2` for HTTP/2. */
export function protocolVersionOf({ httpVersionMajor, httpVersion }: IncomingMessage): string {
  return httpVersionMajor === 2 ? '2' : httpVersion;
}
