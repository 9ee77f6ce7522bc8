import { parseBuilderReference, parseBuilderAnswer, planBuilderImage } from './builder-image.ts';

const ID = 'a'.repeat(64);
const BASE = 'b'.repeat(64);

describe('planBuilderImage()', () => {
  it('builds the image, then inspects it', () => {
    const recipe = { folder: '/shop/builder', name: 'tscratch-builder:aaa' };
    expect(planBuilderImage('podman', recipe, '/tmp/answer')).toEqual([
      {
        purpose: 'build the builder image',
        command: [
          'podman',
          'build',
          '--tag',
          'tscratch-builder:aaa',
          '--file',
          '/shop/builder/builder.Dockerfile',
          '/shop/builder',
        ],
      },
      {
        purpose: 'identify the builder image',
        command: [
          'podman',
          'image',
          'inspect',
          '--format={{.Id}} {{index .RootFS.Layers 0}}',
          'tscratch-builder:aaa',
        ],
        stdoutPath: '/tmp/answer',
      },
    ]);
  });
});

describe('parseBuilderAnswer()', () => {
  it.each([
    ['Docker', `sha256:${ID} sha256:${BASE}\n`],
    ['Podman', `${ID} sha256:${BASE}\n`],
  ])('parses the answer of %s', (_engine, text) => {
    expect(parseBuilderAnswer(text)).toEqual({
      reference: `sha256:${ID}`,
      digest: `sha256:${ID}`,
      base: `sha256:${BASE}`,
    });
  });

  it.each(['', '\n', `${ID}\n`, `sha256:${ID} <no value>\n`])('rejects %j', (text) => {
    expect(() => parseBuilderAnswer(text)).toThrow(
      `Unexpected answer of the engine about the builder image: ${text}`,
    );
  });
});

describe('parseBuilderReference()', () => {
  it.each([
    `tscratch-builder@sha256:${ID}`,
    `registry.example.org:5000/team/tscratch-builder:1.0@sha256:${ID}`,
  ])('accepts %s', (text) => {
    expect(parseBuilderReference(text)).toEqual({
      reference: text,
      digest: `sha256:${ID}`,
      base: undefined,
    });
  });

  it.each([
    '',
    'tscratch-builder',
    'tscratch-builder:latest',
    `sha256:${ID}`,
    `@sha256:${ID}`,
    `tscratch-builder@sha256:${ID.slice(1)}`,
    `tscratch-builder@sha256:${ID.toUpperCase()}`,
    `tscratch-builder@sha512:${ID}`,
    `--privileged tscratch-builder@sha256:${ID}`,
  ])('rejects %j, and says how to find the digest', (text) => {
    expect(() => parseBuilderReference(text)).toThrow(
      `Cannot build in "${text}": expected an image with its digest, name@sha256: and 64 hexadecimal digits, because a tag can move to another image; find the digest with "docker image inspect --format {{.RepoDigests}} NAME"`,
    );
  });
});
