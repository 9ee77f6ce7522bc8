import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BuildResult, OutputFile } from 'esbuild';

/**
 * Changes the scripts of a finished build, in memory or where esbuild has written them.
 *
 * @param root Folder that paths of the metafile are relative to.
 * @param correct Returns the same text for a script that stays as it is.
 */
export async function correctScripts(
  result: BuildResult,
  root: string,
  correct: (text: string) => string,
): Promise<void> {
  const { outputFiles, metafile } = result;
  if (outputFiles !== undefined)
    result.outputFiles = outputFiles.map((file) => correctOutput(file, correct));
  else {
    const paths = Object.keys(metafile?.outputs ?? {}).filter(isScript);
    await Promise.all(paths.map((path) => correctFile(join(root, path), correct)));
  }
}

/** Not the pack of the program's files. Without a name for its output, esbuild calls it that. */
export function isScript(path: string): boolean {
  return /\.[cm]?js$|^<stdout>$/.test(basename(path));
}

function correctOutput(file: OutputFile, correct: (text: string) => string): OutputFile {
  if (!isScript(file.path)) return file;
  const text = correct(file.text);
  return text === file.text ? file : { ...file, text, contents: Buffer.from(text) };
}

async function correctFile(path: string, correct: (text: string) => string): Promise<void> {
  const found = await readFile(path, 'utf8');
  const text = correct(found);
  if (text !== found) await writeFile(path, text);
}
