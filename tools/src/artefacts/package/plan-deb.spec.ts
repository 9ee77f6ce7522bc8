import { gunzipSync } from 'node:zlib';
import { planDeb } from './plan-deb.ts';
import { renderFile, type Release } from './release.ts';

const template = (path: string, text: string) => ({ path: `debian/${path}`, text });
const text = (content: string) => Buffer.from(content);

const release: Release = {
  name: 'orders',
  version: '1.0.0-rc.1',
  licence: 'MIT',
  formats: ['deb'],
  architecture: 'arm64',
  epochSeconds: 1_700_000_000,
  program: text('\x7fELF'),
  sbom: text('{}'),
  openVex: undefined,
  units: [],
  jobs: [],
  imageJobs: [],
  loadJobs: [],
  image: undefined,
  settings: text('#PORT=8080\n'),
  manual: text('.TH ORDERS 8\n'),
  installer: text('#!/bin/sh\n'),
  documents: [renderFile('README.md', text('# Orders\n')), renderFile('LICENSE', text('MIT'))],
  changelog: { path: 'CHANGELOG.md', text: '## [1.0.0-rc.1] - 2026-12-01\n### Added\n- Orders.\n' },
  debian: {
    control: template('control', 'Maintainer: Somebody <somebody@example.org>\n'),
    triggers: template('triggers', 'interest-noawait /x\n'),
    scripts: [template('postinst', "units='@UNITS@'\n"), template('prerm', '# @UNITS@\n')],
    copyright: template('copyright', 'License: Expat\n'),
    overrides: template('lintian-overrides', '# None.\n'),
  },
};
const units = [
  renderFile('orders.service', text('[Service]\n')),
  renderFile('orders.service.d/50-old.conf', text('[Service]\n')),
  renderFile('orders.socket', text('[Socket]\n')),
  renderFile('orders@.service', text('[Service]\n')),
];

describe('planDeb()', () => {
  const deb = planDeb(release, units);
  const contentOf = (path: string) => deb.files.find((file) => file.path === path)?.bytes ?? [];

  it('places each file where Debian expects it, and only the program is executable', () => {
    const places = deb.files.map(({ path, mode }) => `${mode.toString(8)} ${path}`);
    expect(places.toSorted()).toEqual([
      '644 etc/default/orders',
      '644 usr/lib/orders/50-old.conf',
      '644 usr/lib/systemd/system/orders.service',
      '644 usr/lib/systemd/system/orders.socket',
      '644 usr/lib/systemd/system/orders@.service',
      '644 usr/share/doc/orders/README.md',
      '644 usr/share/doc/orders/changelog.gz',
      '644 usr/share/doc/orders/copyright',
      '644 usr/share/doc/orders/sbom.cdx.json',
      '644 usr/share/lintian/overrides/orders',
      '644 usr/share/man/man8/orders.8.gz',
      '755 usr/bin/orders',
    ]);
  });

  it('compresses the files that policy requires to be compressed', () => {
    const page = Buffer.from(contentOf('usr/share/man/man8/orders.8.gz'));
    expect(gunzipSync(page)).toEqual(release.manual);
  });

  it('renders the changelog of the project, by the maintainer of the package', () => {
    const changelog = Buffer.from(contentOf('usr/share/doc/orders/changelog.gz'));
    expect(gunzipSync(changelog).toString()).toBe(
      [
        'orders (1.0.0~rc.1) unstable; urgency=medium',
        '',
        '  * Added: Orders.',
        '',
        ' -- Somebody <somebody@example.org>  Tue, 01 Dec 2026 00:00:00 +0000',
        '',
      ].join('\n'),
    );
  });

  it('inserts the units, without drop-ins and templates, into the maintainer scripts', () => {
    expect(deb.scripts).toEqual([
      { name: 'postinst', text: "units='orders.service orders.socket'\n" },
      { name: 'prerm', text: '# orders.service orders.socket\n' },
      { name: 'triggers', text: 'interest-noawait /x\n' },
    ]);
  });

  it.each([
    ['another version', '## [0.9.0] - 2026-11-30\n', '0.9.0'],
    ['no release', '## [Unreleased]\n', 'none'],
  ])('rejects a changelog that begins with %s', (_, text, found) => {
    const changelog = { ...release.changelog, text };
    expect(() => planDeb({ ...release, changelog }, units)).toThrow(
      `Cannot package version 1.0.0-rc.1: the latest release in "CHANGELOG.md" is ${found}; add "## [1.0.0-rc.1] - YYYY-MM-DD" above it`,
    );
  });
});
