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
      'only a package of another platform is missing',
      { 'node_modules/express': { integrity: 'e' }, ...node },
    ],
    [
      false,
      'a package has another version',
      { 'node_modules/express': { integrity: 'old' }, ...node },
    ],
    [false, 'a package is missing', node],
    [false, 'the pinned Node is missing', { 'node_modules/express': { integrity: 'e' } }],
  ])('is %s when %s', (expected, _reason, installed) => {
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
    expect(describeFailure(text)).toContain('the npm registry cannot be reached');
  });

  it("points to npm's output for anything else", () => {
    expect(describeFailure('npm error code EUSAGE')).toContain(
      'npm ci failed with the error above',
    );
  });
});
