import { gunzipSync } from 'node:zlib';
import { renderNodeImage } from './render-node-image.ts';

const variant = {
  architecture: 'amd64' as const,
  version: '26.12.1',
  executable: Buffer.from('node'),
  licences: new Map([['node.txt', Buffer.from('MIT')]]),
};

describe('renderNodeImage()', () => {
  it('has Node as its program, and the same bytes each time', () => {
    const { archive, digest } = renderNodeImage([variant], 'node:26');
    expect(renderNodeImage([variant], 'node:26').digest).toBe(digest);
    const text = Buffer.from(archive).toString('latin1');
    expect(text).toContain('"Entrypoint":["/usr/bin/node"]');
    expect(text).toContain('"org.opencontainers.image.version":"26.12.1"');
    expect(text).toContain('node:26');
  });

  it('has an image for each processor', () => {
    const both = [variant, { ...variant, architecture: 'arm64' as const }];
    const { archive } = renderNodeImage(both, 'node');
    const text = Buffer.from(archive).toString('latin1');
    expect([
      text.includes('"architecture":"amd64"'),
      text.includes('"architecture":"arm64"'),
    ]).toEqual([true, true]);
  });

  it('refuses a name that no engine takes', () => {
    expect(() => renderNodeImage([variant], 'Node')).toThrow('Cannot name the image "Node"');
  });

  it('compresses its layer', () => {
    const { archive } = renderNodeImage([variant], 'node');
    const start = Buffer.from(archive).indexOf(Buffer.from([0x1f, 0x8b]));
    expect(gunzipSync(Buffer.from(archive).subarray(start)).toString('latin1')).toContain(
      'usr/bin/node',
    );
  });
});
