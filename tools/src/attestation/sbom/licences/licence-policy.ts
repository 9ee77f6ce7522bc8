import type { OptionFile } from '../../../host/configuration/check-options.ts';
import { readOptionFiles } from '../../../host/configuration/option-files.ts';

/**
 * Which licences an app may ship. A key is an SPDX identifier, the exact text of a `license` field that is no
 * SPDX expression, or one package as `name@version`, so that an update has to be decided again.
 */
export interface LicencePolicy {
  /** Reasons. */
  readonly allow: ReadonlyMap<string, string>;
  /** Reasons; it wins over `allow`. */
  readonly deny: ReadonlyMap<string, string>;
  /** Paths of files with the text, relative to the workspace. */
  readonly texts: ReadonlyMap<string, string>;
}

const TEXT = 'requires its text, which is distributed';

/** Licences that every app may ship, by SPDX identifier, with the reason. `standard-texts` has their texts. */
const ALLOWED: Readonly<Record<string, string>> = {
  '0BSD': 'no conditions',
  'Apache-2.0': 'requires its text and NOTICE, which are distributed; grants patents',
  'BSD-2-Clause': TEXT,
  'BSD-3-Clause': TEXT,
  'BlueOak-1.0.0': 'requires its text or address, and the text is distributed; grants patents',
  'CC0-1.0': 'no conditions',
  ISC: TEXT,
  MIT: TEXT,
  'MIT-0': 'no conditions',
  'MPL-2.0':
    'covers its own files only, which stay available in their archive; the text that is distributed says where',
  'Unicode-3.0': TEXT,
  'Unicode-DFS-2016': TEXT,
  Unlicense: 'no conditions',
  Zlib: 'has conditions for sources only',
};

/** What every app may ship, before its own options. */
export const DEFAULT_POLICY: LicencePolicy = {
  allow: new Map(Object.entries(ALLOWED)),
  deny: new Map(),
  texts: new Map(),
};

/**
 * Reads what an app may ship: the default and `licences` of the options that the workspace and the app declare,
 * which add up.
 *
 * @param root Workspace folder.
 * @param folder Folder of the app, relative to the workspace.
 * @throws {Fault} `CONFIGURATION`, `OPTIONS_FORMAT`, `OPTIONS_SYNTAX`.
 */
export function readLicencePolicy(root: string, folder: string): LicencePolicy {
  return readOptionFiles(root, folder).reduce(addOptions, DEFAULT_POLICY);
}

/** Adds the options of a file, which are checked. */
export function addOptions(policy: LicencePolicy, { options }: OptionFile): LicencePolicy {
  const { licences = {} } = options as { readonly licences?: DeclaredPolicy };
  const add = (field: keyof LicencePolicy): ReadonlyMap<string, string> =>
    new Map([...policy[field], ...Object.entries(licences[field] ?? {})]);
  return { allow: add('allow'), deny: add('deny'), texts: add('texts') };
}

type DeclaredPolicy = Partial<Record<keyof LicencePolicy, Readonly<Record<string, string>>>>;
