import type { ManagementSettings } from '../../config/declared/management.ts';
import type { Call, Reply, Route } from '../server/route.ts';
import { count, listOf, objectOf, oneWord, text } from '../server/schema.ts';
import { mediaTypeOf } from './media-type.ts';
import type { AssetName, ReadAsset } from './read-asset.ts';

export interface ConsoleOptions {
  readonly program: { readonly name: string; readonly version: string };
  readonly settings: Pick<ManagementSettings, 'adminDangerous'>;
  /** Number of threads that serve requests. */
  readonly threads: number;
  /** Reads a file of the page; by default that of the program. */
  readonly readAsset?: ReadAsset | undefined;
}

/**
 * Creates the routes of the console's page, and the one by which the page learns what its reader may do. The
 * page holds no data: it fetches all of them from the other routes, with a token in each request.
 */
export function createConsoleRoutes(options: ConsoleOptions): readonly Route[] {
  const { readAsset } = options;
  const part = (path: string, name: AssetName, summary: string): Route =>
    createPart(path, name, { summary, readAsset });
  return [
    part(
      '/console',
      'console.html',
      'Serves the console: a web page that shows what this API tells, and changes what it changes; needs no token, but asks for it',
    ),
    part('/console/console.js', 'console.js', 'Serves the script of the console; needs no token'),
    part('/console/console.css', 'console.css', 'Serves the style of the console; needs no token'),
    {
      method: 'GET',
      path: '/console/self',
      access: 'read',
      summary: 'Shows the program, what the caller may do, and the number of serving threads',
      query: [],
      returns: () =>
        objectOf({
          program: objectOf({ name: text, version: text }),
          role: oneWord(['read', 'write']),
          switches: listOf(text),
          threads: count,
        }),
      answer: ({ role = 'write' }) => ({ json: describeSelf(role, options) }),
    },
  ];
}

function describeSelf(
  role: NonNullable<Call['role']>,
  { program, settings, threads }: ConsoleOptions,
): object {
  const { name, version } = program;
  const switches = role === 'write' ? settings.adminDangerous : [];
  return { program: { name, version }, role, switches, threads };
}

function createPart(
  path: string,
  name: AssetName,
  { summary, readAsset }: Pick<Route, 'summary'> & Pick<ConsoleOptions, 'readAsset'>,
): Route {
  const answer = async (call: Call): Promise<Reply> => {
    const { answerAsset } = await import('./answer-asset.ts');
    return answerAsset(name, call, readAsset);
  };
  const media = [mediaTypeOf(name)];
  return { method: 'GET', path, access: 'read', isPublic: true, summary, media, answer };
}
