import { join } from 'node:path';
import type { SourceState } from '../../host/read-source-state.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { OPENVEX } from '../sbom/read-sbom.ts';
import type { Inventory } from '../sbom/render-sbom.ts';
import { readAdvisories } from './parse-advisories.ts';
import { renderOpenVex } from './render-openvex.ts';

/**
 * Renders what these tools know of the vulnerabilities of the Node in a program.
 *
 * @returns The file, or none if they know nothing about its line of releases.
 * @throws {Fault} `FILE_MISSING`, `NODE_ADVISORIES`.
 */
export function readOpenVex(
  { parts }: Pick<Inventory, 'parts'>,
  { epochSeconds }: Pick<SourceState, 'epochSeconds'>,
): readonly (readonly [name: string, bytes: Buffer])[] {
  const node = parts.find(({ type }) => type === 'platform');
  if (node === undefined) return [];
  const advisories = readAdvisories(join(TOOLS_FOLDER, 'node/advisories.json'));
  const text = renderOpenVex(advisories, { node, epochSeconds });
  return text === undefined ? [] : [[OPENVEX, Buffer.from(text)]];
}
