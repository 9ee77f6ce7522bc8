import type { Parameter } from '../server/parameter.ts';
import type { Route } from '../server/route.ts';

const PREFACE = `<!-- Rendered from libs/server/src/management/admin/routes; update it with: npx nx run server:render -->

# Administration

Each entry is a request to the admin API, such as \`server-vps admin GET /loggers\`. \`read\` requests change
nothing, \`write\` requests change state until the next restart, and \`dangerous\` requests are off unless
\`ADMIN_DANGEROUS\` contains their switch. Errors are problem+json (RFC 9457) with a sentence in \`detail\`. If
the main thread is stuck, a request that needs it fails after two seconds with status 504 and the type
\`main-thread-unresponsive\`.

With \`SERVING_THREADS\` above 1, each row of a table has the number of its \`thread\`, and \`?thread=2\` selects one. A
thread that does not answer within two seconds is left out and listed in \`unansweredThreads\`; a capture of it fails
with status 504 and the type \`serving-thread-unresponsive\`, or 503 while it is being replaced.

\`GET /openapi.json\` has the same list for programs, in OpenAPI 3.1 with the schema of each answer. Below a request are
the parameters of its query, with their defaults; any other parameter is refused with 400.
`;

/** Renders the page of all routes of the admin API. */
export function renderAdminDoc(routes: readonly Route[]): string {
  return [PREFACE, ...routes.flatMap(renderRoute), ''].join('\n');
}

function renderRoute({ method, path, access, summary, switch: name, query = [] }: Route) {
  const needs = name === undefined ? access : `${access}, switch \`${name}\``;
  return [`- \`${method} ${path}\` (${needs}): ${summary}`, ...query.map(renderParameter)];
}

function renderParameter({ name, doc, kind, default: fallback }: Parameter): string {
  const { range, words } = kind;
  const allowed = range ? [`${range.min} to ${range.max}`] : words ? [words.join(', ')] : [];
  const ofDefault =
    fallback === undefined ? [] : [`default ${fallback as string | number | boolean}`];
  const notes = [...allowed, ...ofDefault].join('; ');
  return `  - \`?${name}=\`: ${doc}${notes === '' ? '' : ` (${notes})`}`;
}
