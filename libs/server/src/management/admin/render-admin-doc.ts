import type { Route } from '../server/route.ts';

const PREFACE = `<!-- Rendered from libs/server/src/management/admin/routes; rewrite it with: npx nx run server:render -->

# Administration

Each row is a request to the admin API, such as \`server-vps admin GET /loggers\`. \`read\` looks,
\`write\` changes what a restart takes back, \`dangerous\` is off unless \`ADMIN_DANGEROUS\` names its switch.
What cannot be done is answered by problem+json (RFC 9457) with a sentence; where the main thread is
stuck, what needs it is answered after two seconds by 504 with the type \`main-thread-unresponsive\`.
`;

/** The page of all rows of the admin API. */
export function renderAdminDoc(routes: readonly Omit<Route, 'answer'>[]): string {
  return [PREFACE, ...routes.map(renderRow), ''].join('\n');
}

function renderRow({ method, path, access, summary, switch: name }: Omit<Route, 'answer'>): string {
  const needs = name === undefined ? access : `${access}, switch \`${name}\``;
  return `- \`${method} ${path}\` (${needs}): ${summary}`;
}
