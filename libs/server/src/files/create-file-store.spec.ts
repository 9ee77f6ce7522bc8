import { createFileStore, type FileStore } from './create-file-store.ts';
import type { LoadedFile } from './loaded-file.ts';

const KIB = 1_024;
let limitBytes: number;
let store: FileStore;

beforeEach(() => {
  limitBytes = 100 * KIB;
  store = createFileStore(() => limitBytes);
});

/** Keeps a file of 8 kB, which costs 10 kB; tries as often as one that others have to make way for. */
function keep(key: string, sizeBytes = 8 * KIB): LoadedFile | undefined {
  let tries = 1;
  while (!store.reserve(sizeBytes)) if ((tries += 1) > 8) return undefined;
  const changing = { checkedMs: 0, isChecking: false, isUsed: false, readerCount: 0 };
  const file = { wish: { key }, sizeBytes, ...changing } as LoadedFile;
  store.keep(file);
  return file;
}

const kept = (): string =>
  Array.from('abcdefghijklm')
    .filter((key) => store.get(key))
    .join('');

describe('createFileStore()', () => {
  it('keeps what fits into its limit, and removes the oldest for more', () => {
    for (const key of 'abcdefghij') keep(key);
    expect([kept(), store.size(), store.evictionCount()]).toEqual([
      'abcdefghij',
      { files: 10, bytes: 100 * KIB },
      0,
    ]);
    keep('k');
    expect([kept(), store.evictionCount()]).toEqual(['bcdefghijk', 1]);
  });

  it('lets every eighth in for which another has to go', () => {
    for (const key of 'abcdefghij') keep(key);
    const isLetIn = Array.from({ length: 16 }, () => {
      const isReserved = store.reserve(8 * KIB);
      if (isReserved) store.giveBack(8 * KIB);
      return isReserved;
    });
    // The second time, there is room without a removal.
    expect(isLetIn.indexOf(true)).toBe(7);
    expect(store.evictionCount()).toBe(1);
  });

  it('gives a file that was asked for a second chance, but no third', () => {
    const [a] = Array.from('abcdefghij', (key) => keep(key));
    if (a !== undefined) a.isUsed = true;
    keep('k');
    expect(kept()).toBe('acdefghijk');
    for (const key of 'lm') keep(key);
    expect(kept()).toBe('aefghijklm');
  });

  it('removes the oldest if all were asked for', () => {
    for (const key of 'abcdefghij') {
      const file = keep(key);
      if (file !== undefined) file.isUsed = true;
    }
    keep('k');
    expect(kept()).toBe('bcdefghijk');
  });

  it('has no room for a file of more than an eighth of it', () => {
    expect(keep('a', 11 * KIB)).toBeUndefined();
    expect(keep('a', 10 * KIB)).toBeDefined();
    limitBytes = 0;
    expect(keep('b', 0)).toBeUndefined();
  });

  it('counts the bytes of an answer until it has ended, even if the file is removed', () => {
    const file = keep('a');
    if (file === undefined) throw new Error('Expected room');
    const [release, releaseNext] = [store.hold(file), store.hold(file)];
    store.remove(file);
    expect(store.size()).toEqual({ files: 0, bytes: 10 * KIB });
    release();
    expect(store.size().bytes).toBe(10 * KIB);
    releaseNext();
    expect(store.size().bytes).toBe(0);
  });

  it('removes no file that is being sent, and refuses others instead', () => {
    const releases = Array.from('abcdefghij', (key) => {
      const file = keep(key);
      if (file === undefined) throw new Error('Expected room');
      return store.hold(file);
    });
    expect([keep('k'), store.size().files]).toEqual([undefined, 10]);
    for (const release of releases) release();
    expect(keep('k')).toBeDefined();
  });

  it('replaces a file of the same key', () => {
    const first = keep('a');
    keep('a', 4 * KIB);
    expect(store.size()).toEqual({ files: 1, bytes: 6 * KIB });
    if (first !== undefined) store.remove(first); // was replaced already
    expect(store.size()).toEqual({ files: 1, bytes: 6 * KIB });
  });

  it('gives back memory that was set aside', () => {
    store.reserve(8 * KIB);
    expect(store.size().bytes).toBe(10 * KIB);
    store.giveBack(8 * KIB);
    expect(store.size().bytes).toBe(0);
  });

  it('shrinks to a lower limit, and empties', () => {
    for (const key of 'abcdefghij') keep(key);
    limitBytes = 35 * KIB;
    store.shrink();
    expect(kept()).toBe('hij');
    store.clear();
    expect(store.size()).toEqual({ files: 0, bytes: 0 });
  });

  it('does not keep what was set aside before the limit became lower', () => {
    const file = { wish: { key: 'a' }, sizeBytes: 8 * KIB, isUsed: false, readerCount: 0 };
    store.reserve(8 * KIB);
    limitBytes = 0;
    store.shrink();
    store.keep(file as LoadedFile);
    expect(store.size()).toEqual({ files: 0, bytes: 0 });
  });

  it('removes a file that was being sent when the limit became lower, once it is sent', () => {
    const file = keep('a');
    if (file === undefined) throw new Error('Expected room');
    const release = store.hold(file);
    limitBytes = 0;
    store.shrink();
    release();
    expect(store.size()).toEqual({ files: 0, bytes: 0 });
  });

  it('counts nothing for an answer that begins after its file was removed', () => {
    const file = keep('a');
    if (file === undefined) throw new Error('Expected room');
    store.remove(file);
    store.hold(file)();
    expect(store.size().bytes).toBe(0);
  });
});
