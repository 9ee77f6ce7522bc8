/** A registry of npm with one package, on a free port of loopback: node npm-registry.mjs ARCHIVE MANIFEST. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [archive, manifest] = process.argv.slice(2).map((path) => readFileSync(path));
const { name, version, ...fields } = JSON.parse(manifest.toString());
const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;

const server = createServer((request, response) => {
  const isPackage = decodeURIComponent(request.url ?? '') === `/${name}`;
  if (isPackage)
    response.end(JSON.stringify(describe(`http://${request.headers.host}/archive.tgz`)));
  else if (request.url === '/archive.tgz') response.end(archive);
  else response.writeHead(404).end('{}');
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${server.address().port}\n`); // console.log() colours a number if Nx asks for colours
});

/** @see https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
function describe(tarball) {
  const packed = { ...fields, name, version, dist: { tarball, integrity } };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: packed } };
}
