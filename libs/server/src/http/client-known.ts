/**
 * Event of a server with each connection whose client is known, after the header of the PROXY protocol. It takes the
 * place of `connection` for all that concerns clients; without PROXY_PROTOCOL there is none.
 */
export const CLIENT_KNOWN = 'clientKnown';
