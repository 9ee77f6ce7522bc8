/** nginx and Envoy draw the line here for one listener; what is beyond waits better in a balancer. */
const MOST_CONNECTIONS = 10_000;
/** Descriptors for all but clients: files being served, the log, outgoing calls, Node's own. */
const RESERVED_DESCRIPTORS = 256;

/**
 * The connections to allow where no setting says it.
 *
 * They must end before the descriptors do: without one, libuv drops a connection, and a file cannot
 * be opened either, and neither is told to anyone.
 *
 * @param openFilesLimit RLIMIT_NOFILE of getrlimit(2), or undefined where it is not known.
 */
export function defaultMaxConnections(openFilesLimit = Infinity): number {
  const reserved = Math.min(RESERVED_DESCRIPTORS, Math.floor(openFilesLimit / 2));
  return Math.min(MOST_CONNECTIONS, openFilesLimit - reserved);
}
