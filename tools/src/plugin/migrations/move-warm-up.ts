import { getProjects, updateJson, type Tree } from '@nx/devkit';
import { join } from 'node:path/posix';
import { isRecord } from '../../host/configuration/shape.ts';

type Fields = Readonly<Record<string, unknown>>;

/** For 0.2.0: `warmUpPaths` and `warmUpEnvironment` of `tscratch` are `paths` and `environment` of `warmUp`. */
export default function moveWarmUp(tree: Tree): void {
  const folders = [...getProjects(tree).values()].map(({ root }) => root);
  const names = ['project.json', 'package.json'];
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  for (const path of ['nx.json', ...paths].filter((candidate) => tree.exists(candidate)))
    if (tree.read(path, 'utf8')?.match(/"warmUp(?:Paths|Environment)"/))
      updateJson(tree, path, (json: Fields) =>
        isRecord(json['tscratch']) ? { ...json, tscratch: moveFields(json['tscratch']) } : json,
      );
}

/** An empty list of paths meant that there is no code cache. */
function moveFields({ warmUpPaths, warmUpEnvironment, ...others }: Fields): Fields {
  if (warmUpPaths === undefined && warmUpEnvironment === undefined) return others;
  if (Array.isArray(warmUpPaths) && warmUpPaths.length === 0) return { ...others, warmUp: false };
  const warmUp = {
    ...(isRecord(others['warmUp']) && others['warmUp']),
    ...(warmUpPaths !== undefined && { paths: warmUpPaths }),
    ...(warmUpEnvironment !== undefined && { environment: warmUpEnvironment }),
  };
  return { ...others, warmUp };
}
