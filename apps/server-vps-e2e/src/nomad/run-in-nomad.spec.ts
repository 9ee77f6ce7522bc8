import { join } from 'node:path';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { packagePath } from '../workspace.ts';

const NAME = 'Nomad itself reads the jobs';
const hasNomad = tryProgram('nomad', ['version']).exitCode === 0;

if (hasNomad) describe(NAME, declareTests);
else it.skip(`${NAME} (nomad is not on PATH)`, () => undefined);

function declareTests(): void {
  it.each([
    ['server-vps', 'archive_url=https://example.org/server-vps.tar.gz'],
    ['server-vps.raw-exec', 'archive_url=https://example.org/server-vps.tar.gz'],
    ['server-vps.docker', 'image=registry.example.org/server-vps'],
    ['server-vps.docker-load', 'image_url=https://example.org/image.tar'],
    ['server-vps.podman', 'image=registry.example.org/server-vps'],
  ])('%s', (name, variable) => {
    const path = join(packagePath, `${name}.nomad.hcl`);
    const output = runProgram('nomad', ['job', 'run', '-output', `-var=${variable}`, path]);
    expect(JSON.parse(output)).toMatchObject({ Job: { ID: 'server-vps' } });
  });
}
