import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '../../../testing/workspace.ts';
import { renderInstructions } from '../../formats/oci/history.ts';
import { describeRun } from './describe-image.ts';
import { parseRunOptions } from './parse-run-options.ts';
import { planRun } from './plan-run.ts';

const app = 'server-scratch';
const options = planRun({}, { name: app, hasServer: true });
const instructions = renderInstructions(describeRun(parseRunOptions(options)));

/** Docker expands no build argument in an exec form, so the Dockerfiles repeat the defaults. */
describe.each(['Dockerfile', 'Dockerfile.multistage'])('%s', (name) => {
  const text = readFileSync(join(workspacePath, 'apps', app, name), 'utf8');
  const lines = text.slice(text.indexOf('\nFROM scratch\n')).split('\n');

  it('runs the image as nx build does; if it fails, copy the instructions', () => {
    const names = /^(?:WORKDIR|USER|EXPOSE|VOLUME|HEALTHCHECK|ENTRYPOINT) /;
    expect(lines.filter((line) => names.test(line))).toEqual(instructions);
  });
});

describe('the image that builds', () => {
  const BUILDER = 'tools/src/rebuild/container/builder/builder.Dockerfile';
  const readInstall = (path: string): string | undefined =>
    /^RUN apt-get (?:.*\\\n)*.*$/m.exec(readFileSync(join(workspacePath, path), 'utf8'))?.[0];

  it('installs the same packages in both Dockerfiles, so that an engine makes one layer', () => {
    const install = readInstall(BUILDER);
    expect(install).toMatch(/ npm .*\n.*rm -rf /);
    expect(readInstall(`apps/${app}/Dockerfile.multistage`)).toBe(install);
  });
});
