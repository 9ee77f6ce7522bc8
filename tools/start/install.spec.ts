import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailure, isInstalled } from './install.mjs';

describe('isInstalled()', () => {
  const root = mkdtempSync(join(tmpdir(), 'install-'));
  mkdirSync(join(root, 'node_modules'));
  const node = { [`node_modules/node-linux-${process.arch}`]: { integrity: 'n', optional: true } };
  const write = (path: string, packages: object): void => {
    writeFileSync(join(root, path), JSON.stringify({ packages }));
  };

  beforeEach(() => {
    write('package-lock.json', {
      '': {},
      'libs/server': {},
      'node_modules/express': { integrity: 'e' },
      'node_modules/fsevents': { integrity: 'f', optional: true },
      ...node,
    });
    rmSync(join(root, 'node_modules/.package-lock.json'), { force: true });
  });

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('is false in a clean clone', () => {
    expect(isInstalled(root)).toBe(false);
  });

  it.each([
    [
      true,
      'all is there but a package of another platform',
      { 'node_modules/express': { integrity: 'e' }, ...node },
    ],
    [
      false,
      'a package is another version',
      { 'node_modules/express': { integrity: 'old' }, ...node },
    ],
    [false, 'a package is missing', node],
    [false, 'the pinned Node is missing', { 'node_modules/express': { integrity: 'e' } }],
  ])('is %s where %s', (expected, _reason, installed) => {
    write('node_modules/.package-lock.json', installed);
    expect(isInstalled(root)).toBe(expected);
  });
});

describe('describeFailure()', () => {
  it.each([
    'npm error code ENOTFOUND',
    'npm error network EAI_AGAIN x',
    'connect ECONNREFUSED 1.2.3.4',
  ])('points to the network for %j', (text) => {
    expect(describeFailure(text)).toContain('the npm registry was not reached');
  });

  it('points to what npm said for anything else', () => {
    expect(describeFailure('npm error code EUSAGE')).toContain('npm ci ended with the error above');
  });
});
