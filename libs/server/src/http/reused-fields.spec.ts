import { renderReused, reuseFields } from './reused-fields.ts';

const OTHERS = ['X-Frame-Options', 'DENY'] as const;

describe('renderReused()', () => {
  it('renders a list once for each list of others', () => {
    const fields = reuseFields(['Content-Type', 'text/plain', 'Content-Length', '1']);
    const complete = jest.fn((given: readonly string[]) => [...given, ...OTHERS]);
    const head = renderReused(fields, OTHERS, complete);
    expect(head).toEqual({
      lines: 'Content-Type: text/plain\r\nX-Frame-Options: DENY\r\n',
      evaluated: ['Content-Length', '1'],
    });
    expect(renderReused(fields, OTHERS, complete)).toBe(head);
    expect(renderReused(fields, [], (given) => given)).not.toBe(head);
    expect(complete).toHaveBeenCalledTimes(1);
  });

  it('knows nothing of a list that is not reused', () => {
    expect(renderReused(['ETag', '"a"'], OTHERS, (given) => given)).toBeUndefined();
  });

  it.each([
    ['ETag', 'a\r\nSet-Cookie: b', 'Invalid character in header content ["ETag"]'],
    ['E Tag', 'a', 'Header name must be a valid HTTP token ["E Tag"]'],
  ])('refuses the field %j: %j', (name, value, message) => {
    const fields = reuseFields([name, value]);
    expect(() => renderReused(fields, OTHERS, (given) => given)).toThrow(message);
  });
});
