import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { validateOptsAgainstSchema, type Schema } from 'nx/src/utils/params';
import { logger } from '../../host/logger.ts';
import buildPackage from './package.executor.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'schema.json'), 'utf8')) as Schema;
const root = mkdtempSync(join(tmpdir(), 'package-'));
const context = {
  root,
  projectName: 'api',
  targetName: 'package',
  projectsConfigurations: { version: 2, projects: { api: { root: '.', targets: {} } } },
};
const options = { outputPath: 'package', programPath: 'api', sbomPath: 'sbom' };
const manifest = { name: 'api', version: '1.0.0', license: 'MIT' };
writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
mkdirSync(join(root, 'sbom/amd64/licences'), { recursive: true });
writeFileSync(join(root, 'sbom/amd64/sbom.cdx.json'), '{"components":[]}');
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('the executor of packages', () => {
  it('is for the processor of the program, whatever the one of this machine', async () => {
    const error = jest.spyOn(logger, 'error').mockImplementation();
    writeFileSync(join(root, 'api'), renderTinyElf({ machine: 'aarch64' }));
    await expect(buildPackage(options, context)).resolves.toMatchObject({ success: false });
    expect(error.mock.calls.flat().join('\n')).toContain('sbom/arm64/sbom.cdx.json');
  });

  it('has a schema by which Nx refuses a format that it cannot write', () => {
    expect(() => {
      validateOptsAgainstSchema({ ...options, formats: ['deb', 'apk'] }, schema);
    }).toThrow("'formats'");
    validateOptsAgainstSchema({ ...options, formats: ['deb', 'rpm'] }, schema);
  });
});
