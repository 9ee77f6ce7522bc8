import { parseReference } from './reference.ts';

describe('parseReference()', () => {
  it.each([
    ['server', 'server:latest', 'docker.io/library/server:latest'],
    ['server:0.1.0', 'server:0.1.0', 'docker.io/library/server:0.1.0'],
    ['team/server:1', 'team/server:1', 'docker.io/team/server:1'],
    ['ghcr.io/team/server', 'ghcr.io/team/server:latest', 'ghcr.io/team/server:latest'],
    ['localhost:5000/s:a_B.c-1', 'localhost:5000/s:a_B.c-1', 'localhost:5000/s:a_B.c-1'],
    ['localhost/a__b--c.d_e', 'localhost/a__b--c.d_e:latest', 'localhost/a__b--c.d_e:latest'],
  ])('reads %j', (text, familiar, canonical) => {
    expect(parseReference(text)).toMatchObject({ familiar, canonical });
  });

  it.each([
    '',
    'Server',
    'server:',
    ':latest',
    'server/',
    '-server',
    'server latest',
    'server@sha256:0000',
    `server:${'t'.repeat(129)}`,
    'server:latest\n',
  ])('rejects %j and says what it expects', (text) => {
    expect(() => parseReference(text)).toThrow(
      `Cannot name the image "${text}": expected [registry/]name[:tag] with the name in lower case, such as team/server:1.0; change the option "reference"`,
    );
  });
});
