import { startServer } from '@tscratch/tools/testing/container';
import { describeWithEngine, inspect } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { runNx, workspacePath } from '@tscratch/tools/testing/workspace';
import { HEALTH_CHECK } from './health-check.ts';
import { listImage } from './list-image.ts';
import { loadImage } from './load-image.ts';

const DOCKERS = 'apps-server-scratch';

/** Fields that Docker's builder sets: its last container, and a PATH that leads to no program. */
const OF_A_BUILD: readonly string[] = ['Hostname', 'Image', 'Cmd', 'Env'];

interface HistoryLine {
  readonly createdBy: string;
  /** In the units that people read. */
  readonly size: string;
}

/** Of the instruction, without the prefix of the classic builder. */
function firstWord({ createdBy }: HistoryLine): string {
  return /^(?:\/bin\/sh -c #\(nop\) +)?(\w+)/.exec(createdBy)?.[1] ?? '';
}

describeWithEngine('nx run server-scratch:docker:build', (engine) => {
  it('makes the same image as image.tar: settings, labels, files, modes and owners', () => {
    runNx(['run', 'server-scratch:docker:build', '--excludeTaskDependencies']);
    const ofDocker = describeImage(DOCKERS);
    const ofArchive = describeImage(loadImage(engine));
    expect(ofDocker).toEqual(ofArchive);
  });

  it('records the same instructions in the history, each layer with its size', () => {
    const ofDocker = readHistory(DOCKERS);
    const ofArchive = readHistory(loadImage(engine));
    const instructions = ofArchive.filter(({ size }) => size === '0B');
    expect(instructions.map(({ createdBy }) => createdBy)).toEqual([
      'WORKDIR /',
      'USER 65532:65532',
      'EXPOSE 8080 9000',
      'VOLUME /run/server-scratch',
      `HEALTHCHECK --interval=10s --timeout=3s --retries=3 CMD ${JSON.stringify(HEALTH_CHECK)}`,
      'ENTRYPOINT ["/server"]',
    ]);
    const words = ofDocker.filter(({ size }) => size === '0B').map(firstWord);
    expect(words.filter((word) => !/^(ARG|LABEL)$/.test(word))).toEqual(
      instructions.map(firstWord),
    );
    const ofLayers = ofArchive.filter(({ size }) => size !== '0B');
    expect(ofLayers).toEqual([
      expect.objectContaining({ createdBy: 'nx run tools:runtime' }),
      expect.objectContaining({ createdBy: 'nx run server-scratch:bundle' }),
    ]);
    expect(ofLayers.map(({ size }) => size)).toEqual(
      ofDocker.map(({ size }) => size).filter((size) => size !== '0B'),
    );
  });

  function describeImage(image: string): object {
    const config = inspect(engine, image, '.Config') as Readonly<Record<string, unknown>>;
    const settings = Object.entries(config).filter(([name]) => !OF_A_BUILD.includes(name));
    return { settings, files: listImage(engine, image) };
  }

  /** Oldest first. */
  function readHistory(image: string): HistoryLine[] {
    const format = '{"createdBy":{{json .CreatedBy}},"size":{{json .Size}}}';
    const lines = runProgram(engine, ['history', '--no-trunc', '--format', format, image]);
    return lines
      .split('\n')
      .map((line) => JSON.parse(line) as HistoryLine)
      .toReversed();
  }
});

describeWithEngine('Dockerfile.multistage', (engine) => {
  it('makes a working image from the sources alone', async () => {
    const file = 'apps/server-scratch/Dockerfile.multistage';
    const image = 'server-scratch-multistage';
    runProgram(engine, ['build', '--file', file, '--tag', image, '.'], { cwd: workspacePath });
    const { id, url } = await startServer(engine, { image });
    try {
      expect(await (await fetch(url)).text()).toContain('is alive');
      expect(inspect(engine, image, '.Config.User')).toBe('65532:65532');
      expect(listImage(engine, image)).toContainEqual({
        path: 'run/server-scratch/',
        mode: 'drwxrwx---',
        owner: '65532/0',
      });
    } finally {
      runProgram(engine, ['rm', '--force', '--volumes', id]);
      runProgram(engine, ['rmi', image]);
    }
  }, 600_000); // installs Debian's and npm's packages
});
