import express from 'express';
import { layersOf, trustProxyOf } from './express-surfaces.ts';

describe('a private surface of Express', () => {
  it('a router lists its layers with path, route, handler and match(): layersOf()', () => {
    const end: express.RequestHandler = (_request, response) => response.end();
    const app = express().get(['/a/:b', '/c'], end).use('/mount', express.Router().all('/in', end));
    const [route, mounted] = layersOf(app.router);
    expect(route?.rawPath).toEqual(['/a/:b', '/c']);
    expect(route?.route).toMatchObject({ path: ['/a/:b', '/c'], methods: { get: true } });
    expect(route?.match('/a/1')).toMatchObject({ path: '/a/1' });
    expect(route?.match('/other')).toBe(false);
    expect(mounted?.rawPath).toBe('/mount');
    expect(mounted?.match('/mount/in')).toMatchObject({ path: '/mount' });
    expect(mounted?.handle.stack?.[0]?.route?.methods).toEqual({ _all: true });
  });

  it('Express compiles "trust proxy" into a function of its settings: trustProxyOf()', () => {
    expect(trustProxyOf(express())('10.0.0.1', 0)).toBe(false);
    const app = express().set('trust proxy', '10.0.0.0/8');
    expect([trustProxyOf(app)('10.0.0.1', 0), trustProxyOf(app)('11.0.0.1', 0)]).toEqual([
      true,
      false,
    ]);
  });
});
