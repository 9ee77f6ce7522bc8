import type { NodeFacts } from './measures.ts';
import { renderDeltas } from './render-deltas.ts';

const before: NodeFacts = {
  release: '26.9.0',
  measures: {
    versions: { node: '26.9.0', v8: '14.6', openssl: '3.5.7', gone: '1' },
    runtime: {
      codeBytes: 40_000_000,
      readOnlyBytes: 60_000_000,
      writableBytes: 700_000,
      libraryBytes: 5_000_000,
      otherBytes: 300_000,
      fileBytes: 106_000_000,
    },
    layerBytes: 44_000_000,
    binaryBytes: 107_000_000,
  },
  needs: {
    x64: { libraries: ['ld.so', 'libc.so.6'], symbolVersions: ['GLIBC_2.28 of libc.so.6'] },
    arm64: { libraries: ['ld.so'], symbolVersions: [] },
  },
  startMs: 40.4,
};
const after: NodeFacts = {
  release: '26.10.0',
  measures: {
    versions: { node: '26.10.0', v8: '14.6', openssl: '3.5.8', fresh: '2' },
    runtime: { ...before.measures.runtime, codeBytes: 40_100_000, fileBytes: 106_100_000 },
    layerBytes: 43_000_000,
    binaryBytes: 107_100_000,
  },
  needs: {
    ...before.needs,
    x64: {
      libraries: ['ld.so', 'libc.so.6', 'libdl.so.2'],
      symbolVersions: ['GLIBC_2.34 of libc.so.6'],
    },
  },
  startMs: 41.6,
};

describe('renderDeltas()', () => {
  it('renders what changes, and what does not', () => {
    expect(renderDeltas(before, after)).toBe(
      [
        '                            26.9.0   26.10.0     change',
        'host binary               107.0 MB  107.1 MB  +100.0 kB',
        'runtime layer, gzip        44.0 MB   43.0 MB    -1.0 MB',
        'runtime                   106.0 MB  106.1 MB  +100.0 kB',
        '  code                     40.0 MB   40.1 MB  +100.0 kB',
        '  read-only data           60.0 MB   60.0 MB       none',
        '  writable data           700.0 kB  700.0 kB       none',
        '  embedded libraries        5.0 MB    5.0 MB       none',
        '  headers, padding        300.0 kB  300.0 kB       none',
        'start of the host binary     40 ms     42 ms      +2 ms',
        '',
        'inside   26.9.0  26.10.0',
        'node     26.9.0  26.10.0',
        'openssl   3.5.7    3.5.8',
        'gone          1     none',
        'fresh      none        2',
        '',
        'x64 needs 3 libraries, 1 symbol versions, all of them locked:',
        '  + libdl.so.2',
        '  + GLIBC_2.34 of libc.so.6',
        '  - GLIBC_2.28 of libc.so.6',
        '',
        'arm64 needs 1 libraries, 0 symbol versions, all of them locked: as before',
      ].join('\n'),
    );
  });

  it('reports that nothing changes', () => {
    const same = renderDeltas(before, before);
    expect(same).toContain('start of the host binary     40 ms     40 ms    none');
    expect(same).toContain('\nThe same versions inside\n');
    expect(same.match(/: as before/g)).toHaveLength(2);
  });
});
