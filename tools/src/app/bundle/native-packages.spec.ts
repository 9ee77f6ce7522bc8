import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { Workspace } from './workspace.fixture.ts';

const manifest = (fields: object): string => JSON.stringify({ version: '1.0.0', ...fields });
const addon = renderTinyElf({ needed: ['libc.so.6'] });
const ofArm = renderTinyElf({ machine: 'aarch64', needed: ['libc.so.6'] });
const ofMusl = renderTinyElf({ needed: ['libc.musl-x86_64.so.1'] });
const ofMac = Buffer.from('cffaedfe0c000001', 'hex');

describe('packages with a native addon', () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace();
  });
  afterEach(() => {
    workspace.remove();
  });

  it('are files of the program by themselves, without what other systems need', async () => {
    const { files, report, text, errors } = await workspace
      .write({
        'main.cjs': `require('hash');`,
        'node_modules/hash/package.json': manifest({ name: 'hash', dependencies: { loader: '1' } }),
        'node_modules/hash/index.js': `module.exports = require('loader')(__dirname);`,
        'node_modules/hash/README.md': 'read me',
        'node_modules/hash/src/hash.cc': 'int main();',
        'node_modules/hash/binding.gyp': '{}',
        'node_modules/hash/build/Release/hash.node': addon,
        'node_modules/hash/build/Release/obj.target/hash.node': addon,
        'node_modules/hash/prebuilds/linux-x64/hash.glibc.node': addon,
        'node_modules/hash/prebuilds/linux-x64/hash.musl.node': ofMusl,
        'node_modules/hash/prebuilds/linux-arm64/hash.node': ofArm,
        'node_modules/hash/prebuilds/linux-arm/hash.node': Buffer.from(addon).fill(1, 4, 5),
        'node_modules/hash/prebuilds/darwin-x64/hash.node': ofMac,
        'node_modules/hash/lib/libhash.so.8.1': renderTinyElf({ soname: 'libhash.so.8' }),
        'node_modules/loader/package.json': manifest({ name: 'loader' }),
        'node_modules/loader/index.js': 'module.exports = () => 1;',
      })
      .bundle('main.cjs');
    expect(errors).toEqual([]);
    expect(Object.keys(files)).toEqual([
      'node_modules/hash/build/Release/hash.node',
      'node_modules/hash/index.js',
      'node_modules/hash/lib/libhash.so.8.1',
      'node_modules/hash/package.json',
      'node_modules/hash/prebuilds/linux-arm64/hash.node',
      'node_modules/hash/prebuilds/linux-x64/hash.glibc.node',
      'node_modules/loader/index.js',
      'node_modules/loader/package.json',
    ]);
    expect(text).toContain('require("./node_modules/hash/index.js")');
    expect(report).toEqual([
      'Not bundled, but loaded from files, with all that they need:',
      expect.stringMatching(/^ {2}node_modules\/hash {2}.* kB, has a native addon$/),
    ]);
  });

  it('have it in a package of the platform', async () => {
    const { files } = await workspace
      .write({
        'main.mjs': `import 'sum'; import 'plain';`,
        'node_modules/sum/package.json': manifest({
          name: 'sum',
          optionalDependencies: { '@sum/linux-x64-gnu': '1', '@sum/darwin-x64': '1' },
        }),
        'node_modules/sum/index.js': `module.exports = require('@sum/' + process.platform);`,
        'node_modules/@sum/linux-x64-gnu/package.json': manifest({
          name: '@sum/linux-x64-gnu',
          os: ['linux'],
          cpu: ['x64'],
        }),
        'node_modules/@sum/linux-x64-gnu/sum.node': addon,
        'node_modules/plain/package.json': manifest({
          name: 'plain',
          optionalDependencies: { sum: '1' },
        }),
        'node_modules/plain/index.js': `globalThis.plain = require('sum');`,
      })
      .bundle('main.mjs');
    expect(Object.keys(files)).toEqual([
      'node_modules/@sum/linux-x64-gnu/package.json',
      'node_modules/@sum/linux-x64-gnu/sum.node',
      'node_modules/sum/index.js',
      'node_modules/sum/package.json',
    ]);
  });

  it('are there for the scripts of a package', async () => {
    const list = async (tscratch: object) => {
      const { files } = await workspace
        .write({
          'package.json': manifest({ tscratch }),
          'main.cjs': `require('pool');`,
          'node_modules/pool/package.json': manifest({
            name: 'pool',
            optionalDependencies: { nice: '1' },
          }),
          'node_modules/pool/index.js': `const { Worker } = require('node:worker_threads'); new Worker(__dirname + '/work.js');`,
          'node_modules/pool/work.js': `require('nice');`,
          'node_modules/nice/nice.node': addon,
        })
        .bundle('main.cjs');
      return Object.keys(files).filter((path) => path.endsWith('.node'));
    };
    expect(await list({})).toEqual(['node_modules/nice/nice.node']);
    expect(await list({ omit: ['nice'] })).toEqual([]);
  });

  it.each([
    ['that the app omits', { omit: ['hash'] }, addon],
    ['of other systems', {}, ofMac],
  ])('are not files of the program: one %s', async (_, tscratch, content) => {
    const { files, text } = await workspace
      .write({
        'package.json': manifest({ tscratch }),
        'main.cjs': `try { require('hash'); } catch (error) { console.log(error.message); }`,
        'node_modules/hash/package.json': manifest({ name: 'hash' }),
        'node_modules/hash/index.js': `module.exports = 'hash';`,
        'node_modules/hash/hash.node': content,
      })
      .bundle('main.cjs');
    expect(files).toEqual({});
    expect(text).not.toContain('require("./node_modules/');
  });

  it('are not needed for an addon of the app itself', async () => {
    const { errors, files, text } = await workspace
      .write({
        'src/main.cjs': `require('../build/sum.node'); require('./sum.mac.node');`,
        'build/sum.node': addon,
        'src/sum.mac.node': ofMac,
      })
      .bundle('src/main.cjs');
    expect(errors).toEqual([expect.stringContaining('native addon "src/sum.mac.node"')]);
    workspace.write({ 'src/main.cjs': `require('../build/sum.node');` });
    expect({ files, text }).toEqual({ files: {}, text: '' });
    const bundled = await workspace.bundle('src/main.cjs');
    expect(bundled.errors).toEqual([]);
    expect(Object.keys(bundled.files)).toEqual(['build/sum.node']);
    expect(bundled.text).toContain('require("./build/sum.node")');
  });
});
