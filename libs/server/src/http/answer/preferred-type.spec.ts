import { preferredType } from './preferred-type.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const OPEN = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** What Prometheus 3 sends by default, without its binary format. */
const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

describe('preferredType()', () => {
  it.each([
    [undefined, TEXT],
    ['', TEXT],
    ['*/*', TEXT],
    ['text/*, application/*', TEXT],
    ['application/*', OPEN],
    ['application/openmetrics-text', OPEN],
    ['APPLICATION/OpenMetrics-Text; Version="1.0.0"', OPEN],
    ['application/openmetrics-text;q=0', TEXT],
    ['application/openmetrics-text; q=0.000, */*', TEXT],
    ['application/openmetrics-text;q=0,application/*', TEXT],
    ['text/plain;q=0, */*', OPEN],
    ['text/plain;q=0.9, application/openmetrics-text;q=0.8', TEXT],
    ['text/plain;q=0.8, application/openmetrics-text;q=0.9', OPEN],
    ['text/plain, application/openmetrics-text', TEXT],
    ['application/openmetrics-text, text/plain', OPEN],
    ['*/*, application/openmetrics-text', OPEN],
    ['*/*;q=1, application/openmetrics-text;q=0.5', TEXT],
    ['application/openmetrics-text;version=0.0.1, text/plain;version=0.0.4;q=0.5', TEXT],
    ['application/openmetrics-text;version=0.0.1;q=1, application/openmetrics-text;q=0.1', OPEN],
    ['application/openmetrics-text;q=2', TEXT],
    ['application/openmetrics-text;q=0.1234', TEXT],
    ['application/openmetrics-textual', TEXT],
    ['x-application/openmetrics-text', TEXT],
    ['text/html;x="a, application/openmetrics-text"', TEXT],
    ['image/png', TEXT],
    [PROMETHEUS, OPEN],
  ])('chooses for %j: %s', (accept, type) => {
    expect(preferredType(accept, [TEXT, OPEN])).toBe(type);
  });
});
