import type { Route } from '../server/route.ts';

const PREFACE = `<!-- Rendered from libs/server/src/management/admin/routes; update it with: npx nx run server:render -->

# Administration

Each entry is a request to the admin API, such as \`server-vps admin GET /loggers\`. \`read\` requests change
nothing, \`write\` requests change state until the next restart, and \`dangerous\` requests are off unless
\`ADMIN_DANGEROUS\` contains their switch. Errors are problem+json (RFC 9457) with a sentence in \`detail\`. If
the main thread is stuck, a request that needs it fails after two seconds with status 504 and the type
\`main-thread-unresponsive\`.
`;

/** Renders the page of all routes of the admin API. */
export function renderAdminDoc(routes: readonly Omit<Route, 'answer'>[]): string {
  return [PREFACE, ...routes.map(renderRoute), ''].join('\n');
}

function renderRoute({
  method,
  path,
  access,
  summary,
  switch: name,
}: Omit<Route, 'answer'>): string {
  const needs = name === undefined ? access : `${access}, switch \`${name}\``;
  return `- \`${method} ${path}\` (${needs}): ${summary}`;
}
