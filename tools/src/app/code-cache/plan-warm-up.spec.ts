import { findProcessor } from '../../formats/processor.ts';
import { planWarmUp, renderCacheWarning } from './plan-warm-up.ts';

describe('planWarmUp()', () => {
  const options = { warmUpPaths: ['/'], warmUpEnvironment: { PORT: '0' } };
  const warn = jest.fn();
  const here = { execPath: '/own/node', temporaryFolder: '/tmp', warn };
  const target = { nodePath: '/shipped/node', ...here };

  it.each([
    { name: 'its own Node for its own processor', runner: [], nodePath: '/own/node' },
    {
      name: 'an emulated Node for another processor',
      runner: ['/qemu'],
      nodePath: '/shipped/node',
    },
  ])('warms up $name', ({ runner, nodePath }) => {
    expect(planWarmUp(options, { ...target, runner })).toMatchObject({
      nodePath,
      runner,
      temporaryFolder: '/tmp',
      warn,
      environment: { PORT: '0' },
      urlPaths: ['/'],
    });
  });

  it('has defaults for paths and environment', () => {
    expect(planWarmUp({}, { ...target, runner: [] })).toMatchObject({
      environment: { HOST: '127.0.0.1', PORT: '0' },
      urlPaths: ['/', '/no-such-page'],
    });
  });

  it('plans none if the app cannot run or there are no paths', () => {
    expect(planWarmUp(options, { ...target, runner: undefined })).toBeUndefined();
    expect(planWarmUp({ ...options, warmUpPaths: [] }, { ...target, runner: [] })).toBeUndefined();
  });

  it('says why there is no code cache, and what to do about it', () => {
    expect(renderCacheWarning(findProcessor('arm64'))).toBe(
      'No code cache for arm64: this machine has no qemu-aarch64-static, so the app starts slower; install it (Debian: qemu-user-static) and build again',
    );
  });
});
