/** Where nginx and Envoy set the limit for one listener; further connections wait better in a load balancer. */
const MAX_CONNECTIONS = 10_000;
/** Descriptors for everything but clients: served files, the log, outgoing connections, Node's own. */
const RESERVED_DESCRIPTORS = 256;
/** Descriptors of the event loop of each further thread: its epoll instances, pipe and eventfd, with one to spare. */
const DESCRIPTORS_OF_THREAD = 6;

/**
 * Returns the limit on connections if no setting states one.
 *
 * It must be reached before the limit on descriptors: without a free descriptor libuv drops
 * connections silently, and files cannot be opened.
 *
 * @param openFilesLimit RLIMIT_NOFILE of getrlimit(2); undefined if unknown.
 * @param threadCount Number of serving threads beside the main thread.
 */
export function defaultMaxConnections(openFilesLimit = Infinity, threadCount = 0): number {
  const usable = openFilesLimit - DESCRIPTORS_OF_THREAD * threadCount;
  const reserved = Math.min(RESERVED_DESCRIPTORS, Math.floor(usable / 2));
  return Math.max(1, Math.min(MAX_CONNECTIONS, usable - reserved));
}
