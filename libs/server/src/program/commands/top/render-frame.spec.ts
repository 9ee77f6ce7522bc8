import { FLIGHT, HEALTH, OVERVIEW } from '../../../../testing/top-server.ts';
import { renderFrame } from './render-frame.ts';

const SIZES = [
  [80, 24],
  [120, 40],
  [40, 15],
  [200, 60],
  [20, 6],
  [20, 60],
  [20, 1],
] as const;

/** Select graphic rendition, the only control that a frame may contain. */
const COLOUR = /\u001b\[[\d;]*m/g;

describe('renderFrame()', () => {
  it('shows state, figures with their last seconds, busiest routes and requests in progress', () => {
    const lines = renderFrame(OVERVIEW, { columns: 64, rows: 24, isColoured: false });
    expect(lines).toEqual([
      'example 1.2.3  ready  up 3 h 12 min',
      'requests/s     1475  ▃▃▃▃▃▄▄▄▄▄▄▄▄▅▅▅▅▅▅▅▅▆▆▆▆▆▆▆▆▆▇▇▇▇▇▇▇▇█████',
      expect.stringContaining('errors/s          0  ▁▁▁'),
      expect.stringContaining('p50         1.23 ms  ███'),
      expect.stringContaining('p95         12.3 ms'),
      expect.stringContaining('p99          1.23 s'),
      expect.stringContaining('loop delay  0.50 ms'),
      expect.stringContaining('loop busy      35 %'),
      expect.stringContaining('cpu cores      0.80'),
      expect.stringContaining('memory      84.2 MB'),
      expect.stringContaining('heap          31 MB'),
      expect.stringContaining('connections      40'),
      expect.stringContaining('in progress       3'),
      '',
      'routes, 15 min            requests    errors       p50       p99',
      'GET /orders/:id               123k        12   1.20 ms   8.90 ms',
      String.raw`GET /\u001b]0;title\u00…        40         0      1 ms      2 ms`,
      'GET /rare                        3         0         -         -',
      '',
      'requests in progress                             phase       age',
      'GET /slow                                      handler    2.30 s',
      String.raw`POST /\u001b]0;title\u0007\u001b[2J\u009b31…      body     20 ms`,
    ]);
  });

  it.each(SIZES)('fits into %d columns and %d rows', (columns, rows) => {
    for (const isColoured of [true, false]) {
      const requests = Array.from({ length: 100 }, () => OVERVIEW.requests?.[1] ?? []).flat();
      const lines = renderFrame({ ...OVERVIEW, requests }, { columns, rows, isColoured });
      expect(lines.length).toBeLessThanOrEqual(rows);
      const widths = lines.map((line) => line.replaceAll(COLOUR, '').length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
      expect(lines.join('').replaceAll(COLOUR, '')).not.toMatch(/[\p{C}\u2028\u2029]/u);
    }
  });

  it('shows two figures a line in 40 columns, and both tables in 15 rows', () => {
    const lines = renderFrame(OVERVIEW, { columns: 40, rows: 15, isColoured: false });
    expect(lines[1]).toBe('requests/s     1475  errors/s          0');
    expect(lines).toContain('GET /orders/:id           123k        12');
    expect(lines).toContain('GET /slow                         2.30 s');
  });

  it('gives a table the rows that the other does not need', () => {
    const requests = Array.from({ length: 100 }, (_, index) => ({
      method: 'GET',
      path: `/${index}`,
      ageMs: 1,
      phase: 'handler',
    }));
    const count = (overview: typeof OVERVIEW): number =>
      renderFrame(overview, { columns: 80, rows: 30, isColoured: false }).filter((line) =>
        line.includes('handler'),
      ).length;
    expect(count({ ...OVERVIEW, requests })).toBe(10);
    expect(count({ ...OVERVIEW, requests, flight: { ...FLIGHT, routes: [] } })).toBe(15);
  });

  it('says what fails, and what stalled', () => {
    const health = {
      ...HEALTH,
      status: 'fail',
      phase: 'draining',
      threads: [{ answering: true }, { answering: true }],
      checks: {
        phase: [{ status: 'fail' }],
        database: [{ status: 'fail', output: 'ECONNREFUSED' }],
        'event-loop': [{ status: 'warn' }],
      },
    };
    const stalls = [
      { time: '2026-11-29T22:54:10.000Z', durationMs: 2_300 },
      { time: '2026-11-29T22:53:00.000Z', durationMs: 900 },
    ];
    const flight = { ...FLIGHT, now: '2026-11-29T22:55:00.000Z', stalls };
    const overview = { ...OVERVIEW, health, flight, notes: ['The main thread did not answer'] };
    expect(renderFrame(overview, { columns: 60, rows: 24, isColoured: false }).slice(0, 5)).toEqual(
      [
        expect.stringMatching(/^example 1\.2\.3 {2}draining {2}up .*, 2 threads *$/),
        'database: ECONNREFUSED'.padEnd(60),
        'event-loop: warn'.padEnd(60),
        'stalled for 2.30 s at 22:54:10'.padEnd(60),
        'The main thread did not answer'.padEnd(60),
      ],
    );
  });

  it('shows what there is of a server that records no flight', () => {
    const overview = { ...OVERVIEW, flight: undefined, notes: ['no flight'] };
    const text = renderFrame(overview, { columns: 80, rows: 24, isColoured: false }).join('\n');
    expect(text).toMatch(/^example 1\.2\.3 {2}ready\nno flight *\n\nrequests in progress /);
  });
});
