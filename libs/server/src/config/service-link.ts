import { flagOf } from './setting.ts';

/**
 * Whether a text is what Docker's links and Kubernetes' service links put into `<NAME>_PORT`.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function isServiceLink(text: string): boolean {
  return /^(tcp|udp|sctp):\/\//.test(text);
}

/** Says where the value of a variable comes from that nobody here has set; undefined for any other. */
export function describeServiceLink(env: string, text: string): string | undefined {
  if (!env.endsWith('_PORT') || !isServiceLink(text)) return undefined;
  const service = flagOf({ env }).slice(0, -'-port'.length);
  return (
    `Cannot read ${env}=${JSON.stringify(text)}: Kubernetes sets it for a Service named "${service}", ` +
    `Docker for a link of that name; set enableServiceLinks: false in the Pod, or give --${flagOf({ env })}=PORT, which wins`
  );
}
