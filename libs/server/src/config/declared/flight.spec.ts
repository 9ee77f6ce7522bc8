import { readCommandLine } from '../../../testing/read-command-line.ts';
import { serverSettings } from '../settings.ts';
import { flightSettings } from './flight.ts';

const read = (env: Readonly<Record<string, string>>) => readCommandLine([], env, serverSettings);

describe('flightSettings', () => {
  it('are all off by default', () => {
    expect(Object.values(flightSettings).map((setting) => setting.default)).toEqual([
      'off',
      'off',
      'off',
      'off',
    ]);
  });

  it('are read', () => {
    const env = {
      FLIGHT_CPU_PROFILE: 'on',
      FLIGHT_P99_MS: '500',
      FLIGHT_LOOP_DELAY_MS: '10',
      FLIGHT_MEMORY_PERCENT: 'off',
    };
    expect(read(env)).toMatchObject({
      settings: {
        flightCpuProfile: 'on',
        flightP99Ms: 500,
        flightLoopDelayMs: 10,
        flightMemoryPercent: 'off',
      },
    });
  });

  it.each([
    ['FLIGHT_CPU_PROFILE', 'yes', 'one of on, off'],
    ['FLIGHT_P99_MS', '0', 'whole milliseconds from 1 to 3600000, or off'],
    ['FLIGHT_LOOP_DELAY_MS', '5ms', 'whole milliseconds from 10 to 3600000, or off'],
    ['FLIGHT_MEMORY_PERCENT', '101', 'a whole number from 1 to 100, or off'],
  ])('reject %s=%s', (name, value, expectation) => {
    expect(() => read({ [name]: value })).toThrow(
      `Cannot read ${name}="${value}": expected ${expectation}`,
    );
  });
});
