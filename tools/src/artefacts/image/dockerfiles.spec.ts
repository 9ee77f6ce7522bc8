import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '../../../testing/workspace.ts';
import { renderInstructions } from '../../formats/oci/history.ts';
import { describeRun } from './describe-image.ts';
import { parseRunOptions, type RunOptions } from './parse-run-options.ts';

const app = 'server-scratch';
const nx = JSON.parse(readFileSync(join(workspacePath, 'nx.json'), 'utf8')) as {
  readonly targetDefaults: {
    readonly '@tscratch/tools:image': { readonly options: RunOptions };
  };
};
const { options } = nx.targetDefaults['@tscratch/tools:image'];
const ofApp = JSON.parse(JSON.stringify(options).replaceAll('{projectName}', app)) as RunOptions;
const instructions = renderInstructions(describeRun(parseRunOptions(ofApp)));

/** Docker expands no build argument in an exec form, so the Dockerfiles repeat what nx.json says. */
describe.each(['Dockerfile', 'Dockerfile.multistage'])('%s', (name) => {
  const text = readFileSync(join(workspacePath, 'apps', app, name), 'utf8');
  const lines = text.slice(text.indexOf('\nFROM scratch\n')).split('\n');

  it('runs the image as nx.json does; if it fails, copy the instructions', () => {
    const names = /^(?:WORKDIR|USER|EXPOSE|VOLUME|HEALTHCHECK|ENTRYPOINT) /;
    expect(lines.filter((line) => names.test(line))).toEqual(instructions);
  });
});
