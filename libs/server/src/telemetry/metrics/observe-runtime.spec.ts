import type { Beat } from '../../world/beat.ts';
import { nodeWorld } from '../../world/node-world.ts';
import { createMetrics } from './create-metrics.ts';
import { observeRuntime } from './observe-runtime.ts';
import { openMetricsText } from './render-metrics.ts';

const program = { name: 'example', version: '1.2.3' };

function start(onBeat: Beat['onBeat'] = () => undefined) {
  const metrics = createMetrics();
  observeRuntime(metrics, { program, world: nodeWorld(process), onBeat });
  return metrics;
}

describe('observeRuntime()', () => {
  it('declares process metrics under the names that dashboards use', () => {
    const text = openMetricsText.render(start().snapshot());
    for (const line of [
      /^process_cpu_seconds_total [0-9.]+$/m,
      /^process_resident_memory_bytes [0-9]{7,}$/m,
      /^process_start_time_seconds 1[0-9]{9}(\.[0-9]+)?$/m,
      /^process_open_fds [0-9]+$/m,
      /^process_max_fds ([0-9]+|\+Inf)$/m,
      /^nodejs_eventloop_time_seconds_total\{nodejs_eventloop_state="active"\} [0-9.e-]+$/m,
      /^v8js_memory_heap_used_bytes\{v8js_heap_space_name="old_space"\} [0-9]+$/m,
      /^target_info\{service_name="example",service_version="1.2.3",.*process_runtime_version="2\d\.\d+\.\d+"\} 1$/m,
    ])
      expect(text).toMatch(line);
  });

  it('records the delay of each beat, and shows all readers the same', () => {
    let beat: (lateMs: number) => void = () => undefined;
    const metrics = start((listener) => (beat = listener));
    const delays = () => metrics.snapshot().find(({ name }) => name === 'nodejs.eventloop.delay');
    for (const lateMs of [0, 4, 700]) beat(lateMs);
    expect(delays()).toEqual(delays());
    expect(structuredClone(delays())).toMatchObject({
      unit: 's',
      kind: 'histogram',
      series: [{ value: 0.704, counts: [1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0] }],
    });
  });
});

describe('the metrics of the runtime', () => {
  it('belong to the process or to one thread, so that no sum counts the process twice', () => {
    const across = Object.fromEntries(
      start()
        .snapshot()
        .map(({ name, across }) => [name, across]),
    );
    expect(across).toEqual({
      'process.cpu': 'process',
      'process.resident_memory': 'process',
      'process.start_time': 'process',
      'process.open_fds': 'process',
      'process.max_fds': 'process',
      'nodejs.eventloop.delay': 'thread',
      'nodejs.eventloop.time': 'thread',
      'v8js.memory.heap.limit': 'thread',
      'v8js.memory.heap.used': 'thread',
      'v8js.memory.heap.space.available_size': 'thread',
      'v8js.memory.heap.space.physical_size': 'thread',
      'target.info': 'process',
    });
  });
});
