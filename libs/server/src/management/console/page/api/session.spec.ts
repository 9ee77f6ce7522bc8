import { session } from './session.ts';

describe('session', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    const sessionStorage = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => kept.set(name, value),
      removeItem: (name: string) => kept.delete(name),
    };
    Object.defineProperty(globalThis, 'sessionStorage', {
      value: sessionStorage,
      configurable: true,
    });
  });

  it.each(['token', ' token\n', '\u200btoken\ufeff', 'to\u00a0ken'])(
    'keeps of %j what a header can carry, so that the server can judge it',
    (text) => {
      session.keep(text);
      expect(session.token()).toBe('token');
      session.forget();
      expect(session.token()).toBeNull();
    },
  );
});
