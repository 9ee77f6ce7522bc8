import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { tryProgram } from '../../../testing/program.ts';
import { renderVersion } from './render-version.ts';

describe('renderVersion()', () => {
  it.each([
    ['0.1.0', '0.1.0'],
    ['1.0.0-rc.1', '1.0.0~rc.1'],
    ['1.0.0+build.5', '1.0.0+build.5'],
    ['1.0.0-rc.1+build.5', '1.0.0~rc.1+build.5'],
  ])('renders %s as %s', (version, rendered) => {
    expect(renderVersion(version)).toBe(rendered);
  });

  it.each(['', 'v1.0.0', '1.0.0-rc-1', '1.0.0+a-b-c', '1.0.0 ', '1:1.0.0', '1.0.0_1'])(
    'rejects %j',
    (version) => {
      expect(() => renderVersion(version)).toThrow(
        `Cannot make a Debian package of version "${version}": expected a semantic version with one hyphen at most, such as 1.0.0-rc.1; correct "version" in its package.json`,
      );
    },
  );
});

describeWith(needPrograms('dpkg'), 'the version order of dpkg', () => {
  // The list of https://semver.org/#spec-item-11, without hyphens.
  const ascending = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.1.0',
    '2.0.0',
    '10.0.0',
  ];

  it.each(ascending.slice(1).map((later, index) => [ascending[index] ?? '', later]))(
    'puts %s before %s',
    (earlier, later) => {
      const args = ['--compare-versions', renderVersion(earlier), 'lt', renderVersion(later)];
      expect(tryProgram('dpkg', args).exitCode).toBe(0);
    },
  );
});
