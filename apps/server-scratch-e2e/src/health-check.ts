/** The HEALTHCHECK of the image, as nx.json declares it: answered by the loader, without Node. */
export const HEALTH_CHECK = [
  '/server',
  '--probe',
  'http://${OPS_HOST:-127.0.0.1}:${OPS_PORT:-9000}/livez',
  'http://unix:${ADMIN_SOCKET:-${RUNTIME_DIRECTORY:-${NOMAD_SECRETS_DIR:-/run/server-scratch}}/admin.sock}:/health',
];
