/** Idle time before the kernel's first keep-alive probe, which finds dead peers: tcp(7). */
export const TCP_KEEP_ALIVE_MS = 15_000;
