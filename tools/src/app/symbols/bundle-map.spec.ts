import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderAppFile } from '../../formats/app-file/render-app-file.ts';
import { readBundleMap } from './bundle-map.ts';
import { checkProgram } from './check-program.ts';
import { BundledProgram } from './program.fixture.ts';

const program = new BundledProgram();
beforeAll(() => program.build());
afterAll(() => {
  program.remove();
});
const path = (name: string): string => join(program.folder, name);

describe('readBundleMap()', () => {
  it.each([
    ['absent.map', undefined, /^Cannot read the source map ".*absent\.map" \(ENOENT\); bundle the/],
    ['text.map', 'function () {}', /text\.map": it is no source map, expected the map that the/],
    ['null.map', 'null', /null\.map": it is no source map/],
    ['foreign.map', '{"version":3,"sources":[],"names":[],"mappings":""}', /"x_tscratch_bundle"/],
  ])('rejects %s', (name, text, message) => {
    if (text !== undefined) writeFileSync(path(name), text);
    expect(() => readBundleMap(path(name))).toThrow(message);
  });
});

describe('checkProgram()', () => {
  const check = (given: string): void => {
    checkProgram(readBundleMap(program.mapPath), given);
  };
  const appFile = (text: string | Uint8Array) => renderAppFile(Buffer.from(text), undefined);

  it('accepts the bundle, its digest, its app file, and an executable that contains that', () => {
    const bundle = readFileSync(program.path);
    writeFileSync(path('server.app'), appFile(bundle));
    const code = 'const MAGIC = `tsapp 2\n`;'; // what the bootstrap has of it
    writeFileSync(
      path('shop'),
      Buffer.concat([Buffer.from(code), appFile(bundle), Buffer.from(code)]),
    );
    for (const given of [program.path, path('server.app'), path('shop')]) check(given);
    check(readBundleMap(program.mapPath).bundleDigest);
  });

  it('rejects a map of another bundle', () => {
    writeFileSync(path('other.app'), appFile('1;'));
    const digest = `sha256:${'ab'.repeat(32)}`;
    expect(() => {
      check(path('other.app'));
    }).toThrow(
      /^Cannot use the source map ".*": it belongs to the bundle sha256:[0-9a-f]{64}, but ".*other\.app" has sha256:[0-9a-f]{64}; bundle the commit/,
    );
    expect(() => {
      check(digest);
    }).toThrow(`but the program has ${digest}`);
  });

  it.each(['absent', 'no-program', 'sha256:12'])('says what it expects instead of %s', (name) => {
    copyFileSync(program.mapPath, path('no-program'));
    const given = name.includes(':') ? name : path(name);
    expect(() => {
      check(given);
    }).toThrow(/^Cannot find the bundle of ".*expected an executable of tscratch, an app file/);
  });
});
