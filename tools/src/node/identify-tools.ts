import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../formats/oci/digest.ts';
import { TOOLS_FOLDER } from '../host/tools-folder.ts';

/** Folders of the sources that a runtime is made by, relative to the tools. */
const SOURCES = ['src/formats', 'src/node'];

/** Sources that change no runtime. */
const OF_TESTS = /\.(?:spec|fixture)\.|\/programs\//;

/**
 * Returns a short name of the tools that make a runtime, and of what else it is made from: everything in a cache of the
 * machine that they have made has it in its name.
 *
 * @param others What the bytes depend on besides.
 */
export function identifyTools(
  others: readonly string[],
  toolsFolder: string = TOOLS_FOLDER,
): string {
  const paths = SOURCES.flatMap((folder) => listFiles(toolsFolder, folder));
  const files = ['package.json', 'libraries/lock.json', ...paths];
  const digests = files.map((path) => `${path} ${digestOf(readFileSync(join(toolsFolder, path)))}`);
  const digest = digestOf(Buffer.from([...digests, ...others].join('\n')));
  return digest.slice('sha256:'.length, 'sha256:'.length + 12);
}

function listFiles(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => join(folder, name))
    .filter((path) => !OF_TESTS.test(path) && statSync(join(root, path)).isFile());
}
