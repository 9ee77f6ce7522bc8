import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Machine } from '../../formats/elf/elf.ts';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { nameLayer, type Compression } from '../../formats/oci/compression.ts';
import { renderLayer } from '../../formats/oci/layer.ts';
import { planRootfs } from '../../node/runtime/plan-rootfs.ts';
import { writeRootfs } from '../../node/runtime/write-rootfs.ts';
import type { RunSettings } from './parse-run-options.ts';

export const runSettings: RunSettings = {
  user: { uid: 65_532, gid: 65_532 },
  tcpPorts: [8080, 9000],
  environment: {},
  stopSignal: undefined,
  volumes: ['/run/shop'],
  healthcheck: {
    command: ['/server', 'healthcheck'],
    intervalSeconds: 10,
    timeoutSeconds: 3,
    retries: 3,
  },
};

/** Writes the output of the runtime stage, with a made-up program. */
export function writeRuntime(
  path: string,
  machine: Machine,
  compression: Compression = 'gzip',
): void {
  const bytes = renderTinyElf({ machine });
  const entries = planRootfs({ executable: bytes, licences: new Map() });
  const { blob, ...facts } = renderLayer(entries, compression);
  mkdirSync(path, { recursive: true });
  writeRootfs(join(path, 'rootfs'), entries);
  writeFileSync(join(path, nameLayer('layer', compression)), blob);
  writeFileSync(join(path, 'layer.json'), JSON.stringify(facts));
}

/** Writes the output of the sbom stage, with one package. */
export function writeSbom(path: string): void {
  mkdirSync(join(path, 'licences'), { recursive: true });
  writeFileSync(join(path, 'sbom.cdx.json'), `{ "of": "${basename(path)}" }`);
  writeFileSync(join(path, 'licences/a@1.0.0.txt'), 'MIT');
}
