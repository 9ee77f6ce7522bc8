import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { holdsServer } from '../../../attestation/sbom/holds-server.ts';
import { readConfiguration } from '../../../host/configuration/read-configuration.ts';
import { describeService } from '../../deployment/service-facts.ts';
import { planRun } from '../../image/plan-run.ts';
import type { AppManifest } from '../../image/parse-app-manifest.ts';
import type { DefaultFacts } from './default-facts.ts';

export interface PackagedProgram {
  readonly root: string;
  /** Folder of the project, relative to the root. */
  readonly folder: string;
  readonly programPath: string;
  readonly sbomPath: string;
  readonly manifest: AppManifest;
  readonly epochSeconds: number;
}

/** An address that cannot exist, for a project that names no author: RFC 2606. */
const NOBODY = 'The authors <authors@example.invalid>';

/**
 * Reads what the default files of a package say.
 *
 * @throws {Fault} those of `readConfiguration` and of the options of an image.
 */
export function readFacts(program: PackagedProgram): DefaultFacts {
  const { root, folder, programPath, sbomPath, manifest, epochSeconds } = program;
  const name = basename(programPath);
  const configuration = readConfiguration(root, folder);
  const run = planRun(configuration, { name, hasServer: holdsServer(join(root, sbomPath)) });
  const { description = `The server ${name}`, author = '', license = 'UNLICENSED' } = manifest;
  const { environment = {} } = configuration; // HOST is for containers; a service has its own
  const described = { name, description, probes: undefined };
  return {
    service: describeService(described, { ...run, environment }),
    version: manifest.version,
    maintainer: /^[^<>]+ <[^<> ]+@[^<> ]+>$/.test(author) ? author : NOBODY,
    licence: license,
    epochSeconds,
  };
}

/** Files that a package has if they are there, relative to a folder. */
const DOCUMENTS = ['README.md', 'LICENSE'];

/** Lists the documents of a project, or of its workspace for what it does not have. */
export function findDocuments(root: string, folder: string): readonly string[] {
  return DOCUMENTS.flatMap((name) => {
    const found = [join(folder, name), name].find((path) => existsSync(join(root, path)));
    return found === undefined ? [] : [found];
  });
}

/** The changelog of a project, or of its workspace, if it names this version. */
export function findChangelog(root: string, folder: string, version: string): string | undefined {
  const paths = [join(folder, 'CHANGELOG.md'), 'CHANGELOG.md'];
  return paths.find((path) => {
    const text = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
    return text.includes(`\n## [${version}] - `) || text.startsWith(`## [${version}] - `);
  });
}
