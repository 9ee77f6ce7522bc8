import { nameOf } from './prometheus-name.ts';

describe('nameOf()', () => {
  it.each([
    ['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds'],
    ['process.cpu', 's', 'counter', 'process_cpu_seconds'],
    ['log.lines', '{line}', 'counter', 'log_lines'],
    ['jobs.total', '{job}', 'counter', 'jobs'],
    ['v8js.memory.heap.used', 'By', 'gauge', 'v8js_memory_heap_used_bytes'],
    ['pool.used', '1', 'gauge', 'pool_used_ratio'],
    ['pool.uses', '1', 'counter', 'pool_uses'],
    ['disk.speed', 'By/s', 'gauge', 'disk_speed_bytes_per_seconds'],
    ['queue.rate', '{job}/min', 'gauge', 'queue_rate_per_minutes'],
    ['already.in.seconds', 's', 'gauge', 'already_in_seconds'],
    ['odd-name/with..dots', '', 'gauge', 'odd_name_with_dots'],
  ] as const)('of %s in %s as a %s is %s', (name, unit, kind, expected) => {
    expect(nameOf({ name, unit, kind })).toBe(expected);
  });
});
