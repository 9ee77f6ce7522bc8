import { gunzipSync } from 'node:zlib';
import { planDeb } from './plan-deb.ts';
import { renderFile, type Release } from './release.ts';

const template = (path: string, text: string) => ({ path: `debian/${path}`, text });
const text = (content: string) => Buffer.from(content);

const release: Release = {
  name: 'orders',
  version: '1.0.0-rc.1',
  architecture: 'arm64',
  epochSeconds: 1_700_000_000,
  program: text('\x7fELF'),
  sbom: text('{}'),
  units: [],
  jobs: [],
  imageJob: template('job', ''),
  imageDigest: 'sha256:00',
  settings: text('#PORT=8080\n'),
  manual: text('.TH ORDERS 8\n'),
  installer: text('#!/bin/sh\n'),
  documents: [renderFile('README.md', text('# Orders\n')), renderFile('LICENSE', text('MIT'))],
  debian: {
    control: template('control', ''),
    triggers: template('triggers', 'interest-noawait /x\n'),
    scripts: [template('postinst', "units='@UNITS@'\n"), template('prerm', '# @UNITS@\n')],
    changelog: template('changelog', 'orders (1.0.0~rc.1) unstable; urgency=low\n'),
    copyright: template('copyright', 'License: Expat\n'),
    overrides: template('lintian-overrides', '# None.\n'),
  },
};
const units = [
  renderFile('orders.service', text('[Service]\n')),
  renderFile('orders.service.d/50-old.conf', text('[Service]\n')),
  renderFile('orders.socket', text('[Socket]\n')),
];

describe('planDeb()', () => {
  const deb = planDeb(release, units);
  const contentOf = (path: string) => deb.files.find((file) => file.path === path)?.bytes ?? [];

  it('puts each file where Debian looks for it, and only the program can be executed', () => {
    const places = deb.files.map(({ path, mode }) => `${mode.toString(8)} ${path}`);
    expect(places.toSorted()).toEqual([
      '644 etc/default/orders',
      '644 usr/lib/orders/50-old.conf',
      '644 usr/lib/systemd/system/orders.service',
      '644 usr/lib/systemd/system/orders.socket',
      '644 usr/share/doc/orders/README.md',
      '644 usr/share/doc/orders/changelog.gz',
      '644 usr/share/doc/orders/copyright',
      '644 usr/share/doc/orders/sbom.cdx.json',
      '644 usr/share/lintian/overrides/orders',
      '644 usr/share/man/man8/orders.8.gz',
      '755 usr/bin/orders',
    ]);
  });

  it('compresses what policy wants compressed', () => {
    const page = Buffer.from(contentOf('usr/share/man/man8/orders.8.gz'));
    expect(gunzipSync(page)).toEqual(release.manual);
    const changelog = Buffer.from(contentOf('usr/share/doc/orders/changelog.gz'));
    expect(gunzipSync(changelog).toString()).toBe(release.debian.changelog.text);
  });

  it('tells the maintainer scripts the units, without the drop-ins of one', () => {
    expect(deb.scripts).toEqual([
      { name: 'postinst', text: "units='orders.service orders.socket'\n" },
      { name: 'prerm', text: '# orders.service orders.socket\n' },
      { name: 'triggers', text: 'interest-noawait /x\n' },
    ]);
  });

  it.each([
    ['another version', 'orders (0.9.0) unstable; urgency=low\n', '0.9.0'],
    ['no entry', '', 'none'],
  ])('refuses a changelog that begins with %s', (_, changelog, found) => {
    const debian = { ...release.debian, changelog: template('changelog', changelog) };
    expect(() => planDeb({ ...release, debian }, units)).toThrow(
      `Cannot package version 1.0.0~rc.1: the first entry of "debian/changelog" is of ${found}; write an entry for 1.0.0~rc.1 above it`,
    );
  });
});
