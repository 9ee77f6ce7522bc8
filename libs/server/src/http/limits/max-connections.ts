/** Where nginx and Envoy set the limit for one listener; further connections wait better in a load balancer. */
const MAX_CONNECTIONS = 10_000;
/** Descriptors for everything but clients: served files, the log, outgoing connections, Node's own. */
const RESERVED_DESCRIPTORS = 256;

/**
 * Returns the limit on connections if no setting states one.
 *
 * It must be reached before the limit on descriptors: without a free descriptor libuv drops
 * connections silently, and files cannot be opened.
 *
 * @param openFilesLimit RLIMIT_NOFILE of getrlimit(2); undefined if unknown.
 */
export function defaultMaxConnections(openFilesLimit = Infinity): number {
  const reserved = Math.min(RESERVED_DESCRIPTORS, Math.floor(openFilesLimit / 2));
  return Math.min(MAX_CONNECTIONS, openFilesLimit - reserved);
}
