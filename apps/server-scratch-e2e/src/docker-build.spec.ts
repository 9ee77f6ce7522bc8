import { startServer } from '@tscratch/tools/testing/container';
import { describeWithEngine, inspect } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { runNx, workspacePath } from '@tscratch/tools/testing/workspace';
import { listImage } from './list-image.ts';
import { loadImage } from './load-image.ts';

describeWithEngine('nx run server-scratch:docker:build', (engine) => {
  it('makes the image of image.tar once more: settings, labels, files, modes and owners', () => {
    runNx(['run', 'server-scratch:docker:build', '--excludeTaskDependencies']);
    const ofDocker = describeImage('apps-server-scratch');
    const ofArchive = describeImage(loadImage(engine));
    expect(ofDocker).toEqual(ofArchive);
  });

  function describeImage(image: string): object {
    const fields = [
      'User',
      'Entrypoint',
      'ExposedPorts',
      'WorkingDir',
      'Labels',
      'Volumes',
      'Healthcheck',
    ];
    return {
      settings: fields.map((name) => [name, inspect(engine, image, `.Config.${name}`)]),
      files: listImage(engine, image),
    };
  }
});

describeWithEngine('Dockerfile.multistage', (engine) => {
  it('makes an image that answers from the sources alone', async () => {
    const file = 'apps/server-scratch/Dockerfile.multistage';
    const image = 'server-scratch-multistage';
    runProgram(engine, ['build', '--file', file, '--tag', image, '.'], { cwd: workspacePath });
    const { id, url } = await startServer(engine, { image });
    try {
      expect(await (await fetch(url)).text()).toContain('is alive');
      expect(inspect(engine, image, '.Config.User')).toBe('65532:65532');
      expect(listImage(engine, image)).toContainEqual({
        path: 'run/server-scratch/',
        mode: 'drwx------',
        owner: '65532/65532',
      });
    } finally {
      runProgram(engine, ['rm', '--force', '--volumes', id]);
      runProgram(engine, ['rmi', image]);
    }
  }, 600_000); // installs Debian's and npm's packages
});
