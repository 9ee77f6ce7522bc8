import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { logger } from '../../host/logger.ts';
import { Fault } from '../../host/faults/fault.ts';
import { formatSize } from '../../host/format-size.ts';
import { readConfiguration } from '../../host/configuration/read-configuration.ts';
import { readFolder } from '../../host/read-folder.ts';
import { createExecutor, type Context } from '../../node/create-executor.ts';
import { BUNDLE, buildBundle } from './build-bundle.ts';
import { listBuiltMains } from './built-main.ts';

export interface BundleExecutorOptions {
  readonly outputPath: string;
  /** Relative to the workspace, as the others. */
  readonly main?: string;
  readonly tsConfig?: string;
  readonly sourcemap?: boolean;
  /** Files that the program reads, beside those of the configuration, relative to the project. */
  readonly include?: readonly string[];
}

const runBundle = createExecutor<BundleExecutorOptions>(
  import.meta.url,
  async (options, context) => {
    const { root, projectName = '' } = context;
    const folder = readFolder(context);
    const { main = options.main, from } = readConfiguration(root, folder);
    const tsConfig = options.tsConfig ?? join(folder, 'tsconfig.app.json');
    const { outputs } = await buildBundle(
      {
        root,
        folder,
        main: from === undefined ? needMain(main, projectName) : findBuilt(from, main, context),
        outputPath: options.outputPath,
        tsConfig: existsSync(join(root, tsConfig)) ? tsConfig : undefined,
        sourcemap: options.sourcemap,
        include: options.include,
      },
      (line) => {
        logger.info(line);
      },
    );
    const path = join(options.outputPath, BUNDLE);
    logger.info(`${path}  ${formatSize(outputs[path]?.bytes ?? 0)}`);
  },
);

export default runBundle;

function needMain(main: string | undefined, name: string): string {
  if (main === undefined) throw new Fault('MAIN_UNKNOWN', { name });
  return main;
}

/** Finds what another target of the project has written. */
function findBuilt(from: string, main: string | undefined, context: Context): string {
  const { root, projectName: name = '', projectsConfigurations } = context;
  const targets = projectsConfigurations.projects[name]?.targets ?? {};
  const target = targets[from];
  if (target === undefined)
    throw new Fault('TARGET_UNKNOWN', { name, target: from, known: Object.keys(targets) });
  const candidates = listBuiltMains(target, { name, folder: readFolder(context), main });
  const found = candidates.find((path) => existsSync(join(root, path)));
  if (found === undefined) throw new Fault('BUILT_MAIN_MISSING', { target: from, candidates });
  return found;
}
