import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { renderAppFile } from '../../formats/app-file/render-app-file.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { renderGzip } from '../../formats/render-gzip.ts';
import { renderArchive } from '../../formats/oci/archive.ts';
import type { Compression } from '../../formats/oci/compression.ts';
import type { ImageDescription } from '../../formats/oci/description.ts';
import { renderImage } from '../../formats/oci/image.ts';
import { renderLayer } from '../../formats/oci/layer.ts';
import { parseReference } from '../../formats/oci/reference.ts';
import { planSelfContained } from '../../node/self-contained/plan-self-contained.ts';
import { readIngredients } from '../../node/self-contained/read-ingredients.ts';
import { renderSelfContained } from '../../node/self-contained/render-self-contained.ts';
import { renderTar, type TarEntry } from '../../formats/tar.ts';

/** Output of esbuild without minification. */
export const SOURCE = `"use strict";
// libs/server/src/http/exchange.ts
var exchange = { method: "GET" };
var path = "/";
// apps/server-vps/src/main.ts
console.log(exchange, path);
`;

export const SBOM = '{"bomFormat":"CycloneDX","components":[{"name":"express"}]}';

export function makeAppFile(source = SOURCE): Buffer {
  const bytes = Buffer.from(source);
  const codeCache = Buffer.alloc(64, 'cache');
  const sourceSha256 = createHash('sha256').update(bytes).digest();
  return renderAppFile(bytes, { bytes: codeCache, sourceSha256 });
}

/** Makes a self-contained executable with the real writer, from a made-up program. */
export function makeBinary(app = makeAppFile()): Buffer {
  const program = renderTinyElf({
    interpreter: '/lib64/ld-linux-x86-64.so.2',
    needed: ['libdl.so.2', 'libc.so.6'],
    notes: Buffer.concat([makeNote('GNU\0', Buffer.from('a build')), makeBlobNote(app)]),
  });
  const ingredients = readIngredients(parseElf(program, 'program'), join(__dirname, '../../..'));
  return Buffer.concat(renderSelfContained(planSelfContained(ingredients)));
}

/** Makes the note that `node --build-sea` appends: src/node_sea.cc. */
function makeBlobNote(app: Uint8Array): Buffer {
  const blob = [
    Buffer.from([0x20, 0xda, 0x43, 0x01, 0x19, 0, 0, 0, 0, 0]), // magic, flags, two bytes
    makeString('bootstrap.cjs'),
    makeString('// bootstrap.ts\nstart();\n'),
    makeSize(2),
    makeString('server.app'),
    makeString(app),
    makeString('sbom.cdx.json'),
    makeString(SBOM),
    makeSize(1),
    makeString('--disable-sigusr1'),
  ];
  return makeNote('NODE_SEA_BLOB\0', Buffer.concat(blob));
}

function makeNote(name: string, content: Uint8Array): Buffer {
  const words = Uint32Array.of(name.length, content.length, 0);
  const pad = (bytes: Uint8Array) => Buffer.alloc((4 - (bytes.length % 4)) % 4);
  const label = Buffer.from(name);
  return Buffer.concat([Buffer.from(words.buffer), label, pad(label), content, pad(content)]);
}

function makeString(content: string | Uint8Array): Buffer {
  return Buffer.concat([makeSize(Buffer.from(content).length), Buffer.from(content)]);
}

function makeSize(value: number): Buffer {
  return Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
}

const description: ImageDescription = {
  architecture: 'amd64',
  createdSeconds: 0,
  user: '65532:65532',
  entrypoint: ['/server'],
  tcpPorts: [8080],
  environment: {},
  volumes: [],
  healthcheck: { command: ['/server'], intervalSeconds: 1, timeoutSeconds: 1, retries: 1 },
  labels: {},
};

export interface ImageContent {
  readonly app?: Uint8Array;
  readonly created?: number;
  readonly reference?: string;
  readonly compression?: Compression;
}

/** Makes an image with two layers for each of two processors. */
export function makeImage({
  app = makeAppFile(),
  created = 0,
  reference,
  compression = 'gzip',
}: ImageContent = {}): Buffer {
  const layers = [
    {
      ...renderLayer([file('usr/bin/node', 'a program')], compression),
      createdBy: 'runtime',
      comment: 'Node',
    },
    {
      ...renderLayer([file('app/sbom.cdx.json', SBOM), file('app/server.app', app)], compression),
      createdBy: 'app',
      comment: 'app',
    },
  ];
  const images = (['amd64', 'arm64'] as const).map((architecture) =>
    renderImage({ ...description, architecture, createdSeconds: created }, layers),
  );
  return Buffer.from(renderArchive(images, parseReference(reference ?? 'server:1.0')));
}

export function makeTarball(files: readonly TarEntry[]): Buffer {
  return Buffer.from(renderGzip(renderTar(files)));
}

/** Makes a package of deb(5). */
export function makeDeb(files: readonly TarEntry[], version = '1.0'): Buffer {
  return Buffer.concat([
    Buffer.from('!<arch>\n'),
    makeMember('debian-binary', Buffer.from('2.0\n')),
    makeMember('control.tar.gz', makeTarball([file('control', `Version: ${version}\n`)])),
    makeMember('data.tar.gz', makeTarball(files)),
  ]);
}

/** ar(5). */
function makeMember(name: string, content: Uint8Array): Buffer {
  const fields = [name.padEnd(16), '0'.padEnd(12), '0'.padEnd(6), '0'.padEnd(6), '100644  '];
  const header = `${fields.join('')}${String(content.length).padEnd(10)}\`\n`;
  return Buffer.concat([
    Buffer.from(header),
    content,
    Buffer.from('\n'.repeat(content.length % 2)),
  ]);
}

export function file(path: string, content: string | Uint8Array, mode = 0o644): TarEntry {
  return { path, type: 'file', mode, bytes: Buffer.from(content) };
}
