import { ipAddress, wholeNumber } from '../kinds.ts';
import { declare } from '../setting.ts';

/** Settings of the application's listener. */
export const listenSettings = {
  port: declare({
    env: 'PORT',
    kind: wholeNumber({ min: 0, max: 65_535 }),
    default: 8080,
    doc: 'TCP port to listen on; 0 lets the kernel choose one.',
  }),
  host: declare({
    env: 'HOST',
    kind: ipAddress,
    default: '0.0.0.0',
    doc: 'Address to listen on; :: accepts both IPv6 and IPv4 if the machine supports both.',
  }),
};
