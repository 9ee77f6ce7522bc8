import { findRoute } from './find-route.ts';
import type { Method, Route } from './route.ts';

const route = (method: Method, path: string): Route => ({
  method,
  path,
  access: 'read',
  summary: '',
  answer: () => ({}),
});
const [list, one, change] = [
  route('GET', '/loggers'),
  route('GET', '/loggers/{name}'),
  route('POST', '/loggers/{name}'),
];
const routes = [list, one, change];

describe('findRoute()', () => {
  it.each([
    ['GET', '/loggers', list, {}],
    ['HEAD', '/loggers', list, {}],
    ['GET', '/loggers/db', one, { name: 'db' }],
    ['POST', '/loggers/a%2Fb', change, { name: 'a/b' }],
  ])('finds the row of %s %s', (method, path, found, segments) => {
    expect(findRoute(routes, method, path)).toEqual({ route: found, segments });
  });

  it.each([
    ['POST', '/loggers', ['GET', 'HEAD']],
    ['DELETE', '/loggers/db', ['GET', 'HEAD', 'POST']],
    ['TRACE', '/loggers', ['GET', 'HEAD']],
  ])('returns the allowed methods if %s %s is not allowed', (method, path, allow) => {
    expect(findRoute(routes, method, path)).toEqual({ allow });
  });

  it.each(['/', '', '/loggers/', '/loggers/%', '/loggers/a/b', '/Loggers', '//loggers'])(
    'finds no route for %j',
    (path) => {
      expect(findRoute(routes, 'GET', path)).toBeUndefined();
    },
  );
});
