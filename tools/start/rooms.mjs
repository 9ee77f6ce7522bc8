/** The rule of ARCHITECTURE.md: a room imports only rooms that stand above it in its table. */
import { join, relative } from 'node:path/posix';

/** The rooms of each building, from top to bottom. A test compares them with the tables of ARCHITECTURE.md. */
export const BUILDINGS = {
  'libs/server/src': [
    'world',
    'config',
    'telemetry',
    'http',
    'files',
    'lifecycle',
    'management',
    'program',
  ],
  'tools/src': [
    'host',
    'formats',
    'node',
    'app',
    'attestation',
    'artefacts',
    'registry',
    'rebuild',
    'update',
    'plugin',
    'cli',
  ],
};

/**
 * Says why one file must not import another, or gives undefined if it may.
 *
 * @param {string} importer Path from the workspace folder.
 * @param {string} specifier As it stands in the import.
 * @returns {string | undefined}
 */
export function findTrespass(importer, specifier) {
  const from = placeOf(importer);
  if (from === undefined || !specifier.startsWith('.')) return undefined;
  const target = join(importer, '..', specifier);
  const to = placeOf(target);
  if (to?.building !== from.building)
    return isTest(importer) || from.room === undefined
      ? undefined
      : `${from.building} imports only itself and packages, not ${target}`;
  if (from.room === undefined) return undefined; // index.ts names what is public of every room
  if (to.room === undefined)
    return `${from.room} must not import ${target}, which stands below every room`;
  const rooms = BUILDINGS[from.building];
  if (rooms.indexOf(to.room) <= rooms.indexOf(from.room)) return undefined;
  return `${from.room} must not import ${to.room}, which stands below it in ARCHITECTURE.md`;
}

/** Building and room of a file; a file beside the rooms has no room, one beside `src` no building. */
function placeOf(path) {
  const building = Object.keys(BUILDINGS).find((folder) => path.startsWith(`${folder}/`));
  if (building === undefined) return undefined;
  const [room, ...rest] = relative(building, path).split('/');
  return { building, room: rest.length > 0 ? room : undefined };
}

function isTest(path) {
  return /\.(spec|fixture)\.ts$/.test(path);
}

/**
 * Makes the ESLint rule of it.
 *
 * @param {string} root The workspace folder.
 */
export function createRoomsRule(root) {
  return {
    meta: { type: 'problem', schema: [] },
    create(context) {
      const importer = relative(root, context.filename);
      const check = ({ source }) => {
        if (typeof source?.value !== 'string') return;
        const message = findTrespass(importer, source.value);
        if (message !== undefined) context.report({ node: source, message });
      };
      return {
        ImportDeclaration: check,
        ImportExpression: check,
        ExportNamedDeclaration: check,
        ExportAllDeclaration: check,
        TSImportType: check,
      };
    },
  };
}
