import type { Metrics } from '../telemetry/metrics/metrics.ts';
import type { FilesCache, FilesCacheState } from './create-files-cache.ts';

/** Declares the metrics of the cache, which counts itself. */
export function observeFilesCache(metrics: Metrics, { state }: Pick<FilesCache, 'state'>): void {
  const count = (name: keyof FilesCacheState, unit: string, description: string): void => {
    const instrument = { name: `files.cache.${name}`, unit, description };
    metrics.observe({ ...instrument, kind: 'counter' }, () => [{ value: state()[name] }]);
  };
  count('hits', '{request}', 'Requests for files answered from memory.');
  count('misses', '{request}', 'Requests for files answered by a look at the disk.');
  count('evictions', '{file}', 'Files removed from memory to make room for others.');
  const size = {
    name: 'files.cache.size',
    unit: 'By',
    description: 'Memory of the cache of files.',
  };
  metrics.observe({ ...size, kind: 'gauge' }, () => [{ value: state().bytes }]);
}
