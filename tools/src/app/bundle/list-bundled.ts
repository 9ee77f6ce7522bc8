import type { Metafile } from 'esbuild';

/** The files with bytes in the bundle. */
export function listBundled(metafile: Metafile | undefined): ReadonlySet<string> {
  const bundles = Object.values(metafile?.outputs ?? {}).filter(({ entryPoint }) => entryPoint);
  const inputs = bundles.flatMap((output) => Object.entries(output.inputs));
  const bundled = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return new Set(bundled.map(([file]) => file));
}
