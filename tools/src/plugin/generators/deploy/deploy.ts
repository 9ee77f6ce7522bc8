import { formatFiles, logger, readProjectConfiguration, type Tree } from '@nx/devkit';
import { join } from 'node:path/posix';
import {
  PLATFORMS,
  renderDeployment,
  type Platform,
} from '../../../artefacts/deployment/render-deployment.ts';
import {
  describeService,
  type Probes,
  type ServiceFacts,
} from '../../../artefacts/deployment/service-facts.ts';
import { parseRunOptions } from '../../../artefacts/image/parse-run-options.ts';
import { planRun } from '../../../artefacts/image/plan-run.ts';
import { checkOptions } from '../../../host/configuration/check-options.ts';
import type { HealthOption } from '../../../host/configuration/configuration.ts';
import { parseOptionFile } from '../../../host/configuration/option-files.ts';
import { mergeOptions } from '../../../host/configuration/read-configuration.ts';
import { Fault } from '../../../host/faults/fault.ts';
import { nameArtefact } from '../../../host/name-artefact.ts';
import { nearestNames } from '../../../host/nearest-names.ts';

export interface DeployOptions {
  readonly project: string;
  /** Platforms, also several in one text, separated by commas. */
  readonly to: readonly string[];
  readonly skipFormat?: boolean;
}

/**
 * Renders files to deploy a project by, to edit and keep: below `deploy` in its folder. They follow its
 * configuration at this moment. A file that is there stays as it is.
 *
 * @throws {Fault} `PLATFORM_UNKNOWN`, those of the configuration and of `parseRunOptions`; nothing is written then.
 */
export default async function deploy(tree: Tree, options: DeployOptions): Promise<void> {
  const { root } = readProjectConfiguration(tree, options.project);
  const platforms = options.to
    .flatMap((text) => text.split(','))
    .map((text) => parsePlatform(text.trim()));
  const facts = readFacts(tree, options.project, root);
  for (const { path, text } of renderDeployment(facts, platforms)) {
    const target = join(root, 'deploy', path);
    if (tree.exists(target)) logger.warn(`"${target}" is there and stays as it is, ignoring`);
    else tree.write(target, text);
  }
  if (options.skipFormat !== true) await formatFiles(tree);
}

function parsePlatform(text: string): Platform {
  const known = Object.keys(PLATFORMS);
  if (Object.hasOwn(PLATFORMS, text)) return text as Platform;
  const [nearest = ''] = nearestNames(text, known);
  throw new Fault('PLATFORM_UNKNOWN', { text, nearest, known });
}

interface Manifest {
  readonly description?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readFacts(tree: Tree, project: string, root: string): ServiceFacts {
  const read = (path: string): string => tree.read(path, 'utf8') ?? '{}';
  const paths = ['nx.json', join(root, 'project.json'), join(root, 'package.json')];
  const files = paths.map((path) => parseOptionFile(read(path), path));
  checkOptions(files);
  const configuration = mergeOptions(files);
  const manifests = [join(root, 'package.json'), 'package.json'].map(
    (path) => JSON.parse(read(path)) as Manifest,
  );
  const hasServer = manifests.some(({ dependencies = {} }) => '@tscratch/server' in dependencies);
  const name = nameArtefact(project);
  const description = manifests[0]?.description ?? `The server ${name}`;
  const run = planRun(configuration, { name, hasServer });
  const { tcpPorts, environment } = parseRunOptions(run);
  const probes =
    hasServer && asksServer(configuration.health)
      ? probeServer(environment)
      : probePath(configuration.health, tcpPorts[0]);
  return describeService({ name, description, probes }, run);
}

/** Whether the project leaves to @tscratch/server how its health is asked for. */
function asksServer(health: HealthOption | undefined): boolean {
  if (typeof health === 'object') return health.path === undefined && health.command === undefined;
  return health === undefined;
}

/** A program with @tscratch/server answers on its ops port, which is one of loopback by default. */
function probeServer({ OPS_PORT = '9000' }: Readonly<Record<string, string>>): Probes {
  const environment = { OPS_HOST: '0.0.0.0' };
  return {
    port: Number(OPS_PORT),
    startup: '/startupz',
    live: '/livez',
    ready: '/readyz',
    environment,
  };
}

function probePath(health: HealthOption | undefined, port: number | undefined): Probes | undefined {
  const path = typeof health === 'object' ? health.path : health;
  if (typeof path !== 'string' || port === undefined) return undefined;
  return { port, startup: path, live: path, ready: path, environment: {} };
}
