import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { findArchive, packagePath, readPackageFile } from './workspace.ts';

const jobPath = join(packagePath, 'server-vps.nomad.hcl');
const hasNomad = tryProgram('nomad', ['version']).exitCode === 0;

describe('the Nomad job', () => {
  const readJob = () => parse(jobPath, readPackageFile('server-vps.nomad.hcl').toString());

  it('asks for the URL of the archive, and has no answer of its own', async () => {
    const { variable } = await readJob();
    expect(variable).toEqual({
      archive_url: [{ type: '${string}', description: `URL of ${findArchive()}` }],
    });
  });

  it('runs the program of exactly that archive on a port of the client', async () => {
    const checksum = createHash('sha256').update(readPackageFile(findArchive())).digest('hex');
    const { job } = await readJob();
    const task = {
      driver: 'exec',
      artifact: [
        {
          source: '${var.archive_url}',
          destination: 'local',
          options: [{ checksum: `sha256:${checksum}` }],
        },
      ],
      config: [{ command: 'local/server-vps' }],
      env: [{ PORT: '${NOMAD_PORT_http}', OPS_HOST: '0.0.0.0', OPS_PORT: '${NOMAD_PORT_ops}' }],
      kill_signal: 'SIGTERM',
      kill_timeout: '30s',
      resources: [{ cpu: 200, memory: 256 }],
    };
    const check = { type: 'http', port: 'ops', interval: '10s', timeout: '2s' };
    const checks = [
      { ...check, path: '/readyz' },
      { ...check, path: '/livez', check_restart: [{ limit: 3, grace: '30s' }] },
    ];
    const group = {
      count: 1,
      network: [{ port: { http: [{}], ops: [{}] } }],
      service: [{ name: 'server-vps', port: 'http', provider: 'nomad', check: checks }],
      task: { server: [task] },
    };
    expect(job).toEqual({ 'server-vps': [{ type: 'service', group: { server: [group] } }] });
  });

  const itWithNomad = hasNomad ? it : it.skip;
  itWithNomad(`is one that nomad reads${hasNomad ? '' : ' (nomad is not on PATH)'}`, () => {
    const variable = '-var=archive_url=https://example.org/server-vps.tar.gz';
    const output = runProgram('nomad', ['job', 'run', '-output', variable, jobPath]);
    expect(JSON.parse(output)).toMatchObject({ Job: { ID: 'server-vps' } });
  });
});
