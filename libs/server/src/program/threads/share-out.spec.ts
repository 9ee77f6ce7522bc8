import { shareChanges, shareTexts } from './share-out.ts';

describe('shareTexts()', () => {
  it('divides the limits of the process by the number of threads', () => {
    const sharing = { count: 3, memoryLimitBytes: 1024 ** 3 };
    const limits = {
      maxRequestsInFlight: 1_000,
      maxUpgrades: 500,
      maxStreams: 100,
      compressionMaxAnswers: 64,
      filesCacheBytes: 90,
      maxLogQueueRecords: 2_048,
    };
    expect(shareTexts(limits, sharing)).toEqual({
      maxRequestsInFlight: '333',
      maxUpgrades: '166',
      maxStreams: '33',
      compressionMaxAnswers: '21',
      filesCacheBytes: '30',
      maxLogQueueRecords: '682',
    });
  });

  it('leaves each thread one request, one upgrade and one line, and divides the default of the cache', () => {
    const sharing = { count: 4, memoryLimitBytes: 64 * 1024 ** 2 };
    expect(
      shareTexts(
        {
          maxRequestsInFlight: 2,
          maxUpgrades: 1,
          maxStreams: 1,
          compressionMaxAnswers: 2,
          filesCacheBytes: undefined,
          maxLogQueueRecords: 3,
        },
        sharing,
      ),
    ).toEqual({
      maxRequestsInFlight: '1',
      maxUpgrades: '1',
      maxStreams: '1',
      compressionMaxAnswers: '1',
      filesCacheBytes: String(1024 ** 2 / 4),
      maxLogQueueRecords: '1',
    });
  });
});

describe('shareChanges()', () => {
  it('divides the changed limits, and leaves other changes as they are', () => {
    const changes = { MAX_REQUESTS_IN_FLIGHT: '10', FILES_CACHE_BYTES: null, MAX_HEADERS: '10' };
    expect(shareChanges(changes, 2)).toEqual({ ...changes, MAX_REQUESTS_IN_FLIGHT: '5' });
  });
});
