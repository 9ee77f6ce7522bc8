import { flagOf } from './setting.ts';

/**
 * Whether a text is a value that Docker links and Kubernetes service links put into `<NAME>_PORT`.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function isServiceLink(text: string): boolean {
  return /^(tcp|udp|sctp):\/\//.test(text);
}

/** Explains the value of a `_PORT` variable that a service link has set; undefined for other values. */
export function describeServiceLink(env: string, text: string): string | undefined {
  if (!env.endsWith('_PORT') || !isServiceLink(text)) return undefined;
  const service = flagOf({ env }).slice(0, -'-port'.length);
  return (
    `Cannot read ${env}=${JSON.stringify(text)}: Kubernetes sets it for a Service named "${service}", ` +
    `Docker for a link of that name; set enableServiceLinks: false in the Pod, or override it by --${flagOf({ env })}=PORT`
  );
}
