import { nameArtefact } from './name-artefact.ts';

describe('nameArtefact()', () => {
  it.each([
    ['api', 'api'],
    ['@acme/api', 'api'],
    ['@acme/Order_API', 'order-api'],
    ['shop.v2', 'shop.v2'],
    ['-Größe-', 'gr-e'],
    ['@', 'server'],
    ['', 'server'],
  ])('makes of %j the name %j', (project, name) => {
    expect(nameArtefact(project)).toBe(name);
  });
});
