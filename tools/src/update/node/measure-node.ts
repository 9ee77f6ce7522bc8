/**
 * Builds the runtime and a host binary on the Node that runs this, and tells how large they are. It is
 * a program of its own because a blob for a single executable is for the version that writes it.
 *
 * Arguments: the official Node to ship, the bundle of an app, its SBOM, the host binary to write, and the
 * locales to carry, in JSON.
 */
import { dirname } from 'node:path';
import { readFileSync, statSync } from 'node:fs';
import { buildBinary } from '../../artefacts/binary/build-binary.ts';
import { planWarmUp } from '../../app/code-cache/plan-warm-up.ts';
import type { Locales } from '../../node/icu/select-locales.ts';
import { renderLayer } from '../../formats/oci/layer.ts';
import { planExecutable } from '../../node/runtime/build-executable.ts';
import { planRootfs } from '../../node/runtime/plan-rootfs.ts';
import { readLicences } from '../../node/runtime/read-licences.ts';
import { measurePlan } from '../../node/self-contained/describe-plan.ts';
import { renderSelfContained } from '../../node/self-contained/render-self-contained.ts';
import type { Measures } from './measures.ts';

const [nodePath = '', bundlePath = '', sbomPath = '', binaryPath = '', localesText = ''] =
  process.argv.slice(2);
const locales = JSON.parse(localesText) as Locales;
const warmUpEnvironment = {
  HOST: '127.0.0.1',
  PORT: '0',
  OPS_PORT: 'off',
  ADMIN_SOCKET: 'off',
};
const options = { warmUpPaths: ['/', '/no-such-page'], warmUpEnvironment };
const { execPath, versions } = process;
const temporaryFolder = dirname(binaryPath);
const warmUp = planWarmUp(options, { nodePath, execPath, runner: [], temporaryFolder });
const sbom = readFileSync(sbomPath);
await buildBinary(binaryPath, { nodePath, bundlePath, sbom, warmUp, locales });
const plan = planExecutable(dirname(binaryPath), { nodePath, locales });
const executable = Buffer.concat(renderSelfContained(plan));
const licences = readLicences({ path: nodePath, version: versions.node });
const measures: Measures = {
  versions,
  runtime: measurePlan(plan),
  layerBytes: renderLayer(planRootfs({ executable, licences }), 'gzip').sizeBytes,
  binaryBytes: statSync(binaryPath).size,
};
console.log(JSON.stringify(measures));
