/**
 * Builds the runtime and a host binary with the Node that runs this, and prints their sizes. It is a
 * program of its own because only the version that writes a single-executable blob can read it.
 *
 * Arguments: the official Node to ship, the bundle of an app, its SBOM, the host binary to write, and
 * `MeasureNodeOptions` in JSON.
 */
import { dirname } from 'node:path';
import { readFileSync, statSync } from 'node:fs';
import { buildBinary } from '../../artefacts/binary/build-binary.ts';
import { planWarmUp, type WarmUpOptions } from '../../app/code-cache/plan-warm-up.ts';
import type { Locales } from '../../node/icu/select-locales.ts';
import { renderLayer } from '../../formats/oci/layer.ts';
import { planExecutable } from '../../node/runtime/build-executable.ts';
import { planRootfs } from '../../node/runtime/plan-rootfs.ts';
import { readLicences } from '../../node/runtime/read-licences.ts';
import { measurePlan } from '../../node/self-contained/describe-plan.ts';
import { renderSelfContained } from '../../node/self-contained/render-self-contained.ts';
import type { Measures } from './measures.ts';

interface MeasureNodeOptions extends WarmUpOptions {
  readonly locales: Locales;
}

const [nodePath = '', bundlePath = '', sbomPath = '', binaryPath = '', optionsText = ''] =
  process.argv.slice(2);
const { locales, ...options } = JSON.parse(optionsText) as MeasureNodeOptions;
const { execPath, versions } = process;
const temporaryFolder = dirname(binaryPath);
const target = { nodePath, execPath, runner: [], temporaryFolder, warn: console.warn };
const warmUp = planWarmUp(options, target);
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
