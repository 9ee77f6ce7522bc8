import { execFileSync } from 'node:child_process';
import { fixEnvironment } from './fix-environment.ts';

const { PATH } = process.env;

describe('fixEnvironment()', () => {
  it('keeps the variables that locate things', () => {
    const given = {
      PATH: '/bin',
      HOME: '/home/ada',
      HTTPS_PROXY: 'http://proxy',
      DOCKER_HOST: 'x',
    };
    expect(fixEnvironment(given)).toEqual({ ...given, LC_ALL: 'C', TZ: 'UTC' });
  });

  it.each([
    { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LC_COLLATE: 'sv_SE.UTF-8', LANGUAGE: 'tr' },
    { TZ: 'Asia/Tokyo' },
    { TAR_OPTIONS: '--mode=0', GZIP: '-1', POSIXLY_CORRECT: '1' },
    { NODE_OPTIONS: '--no-opt', NODE_PATH: '/lib', NODE_DEBUG: 'fs', NODE_ICU_DATA: '/icu' },
    { GIT_DIR: '/other/.git', GIT_WORK_TREE: '/other', GIT_INDEX_FILE: '/other/.git/index' },
  ])('leaves out %j', (ambient) => {
    expect(fixEnvironment(ambient)).toEqual({ LC_ALL: 'C', TZ: 'UTC' });
  });

  it('makes a program print the same regardless of the environment of the caller', () => {
    const say = (environment: NodeJS.ProcessEnv) =>
      execFileSync('date', ['--date=@0'], { env: fixEnvironment(environment) }).toString();
    expect(say({ PATH, TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8' })).toBe(say({ PATH }));
  });
});
