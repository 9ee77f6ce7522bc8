import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDENTITY_TOKEN, readCredentials } from './credentials.ts';

const folder = mkdtempSync(join(tmpdir(), 'credentials-'));
const path = join(folder, 'config.json');
const HOST = 'registry.example.org';
const ADA = { username: 'ada', password: 'a:b' };
const AUTH = Buffer.from('ada:a:b').toString('base64');
const env = { DOCKER_CONFIG: folder, PATH: `${folder}:/usr/bin:/bin` };
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
  chmodSync(join(folder, file), 0o755);
}

describe('readCredentials()', () => {
  beforeEach(() => {
    rmSync(path, { force: true });
  });

  it('finds none without a file, and none of another registry', () => {
    expect(readCredentials(HOST, env)).toBeUndefined();
    expect(readCredentials(HOST, {})).toBeUndefined();
    write('config.json', JSON.stringify({ auths: { 'other.example.org': { auth: AUTH } } }));
    expect(readCredentials(HOST, env)).toBeUndefined();
  });

  it.each([
    [HOST, HOST],
    ['https://index.docker.io/v1/', 'docker.io'],
    ['docker.io', 'docker.io'],
  ])('finds those that a login stored for %s', (key, registry) => {
    write('config.json', JSON.stringify({ auths: { [key]: { auth: AUTH } } }));
    expect(readCredentials(registry, env)).toEqual(ADA);
  });

  it('finds those of podman first, then those below HOME', () => {
    write('auth.json', JSON.stringify({ auths: { [HOST]: { auth: AUTH } } }));
    expect(readCredentials(HOST, { REGISTRY_AUTH_FILE: join(folder, 'auth.json') })).toEqual(ADA);
    mkdirSync(join(folder, '.docker'));
    write('.docker/config.json', JSON.stringify({ auths: { [HOST]: { auth: AUTH } } }));
    expect(readCredentials(HOST, { HOME: folder })).toEqual(ADA);
  });

  it.each([{ credsStore: 'test' }, { credHelpers: { [HOST]: 'test' } }])(
    'asks the helper of %j',
    (config) => {
      write(
        'docker-credential-test',
        `#!/bin/sh\nread key; [ "$1 $key" = "get ${HOST}" ] && echo '{"Username":"ada","Secret":"a:b"}'`,
      );
      write('config.json', JSON.stringify(config));
      expect(readCredentials(HOST, env)).toEqual(ADA);
    },
  );

  it('finds the identity token that a login got instead of a password', () => {
    const auth = Buffer.from('00000000-0000-0000-0000-000000000000:').toString('base64');
    const config = { auths: { [HOST]: { auth, identitytoken: 'a.b.c' } } };
    write('config.json', JSON.stringify(config));
    expect(readCredentials(HOST, env)).toEqual({ username: IDENTITY_TOKEN, password: 'a.b.c' });
  });

  it('has none if the helper knows none', () => {
    write('docker-credential-empty', '#!/bin/sh\necho "credentials not found"; exit 1');
    write('config.json', JSON.stringify({ credsStore: 'empty' }));
    expect(readCredentials(HOST, env)).toBeUndefined();
  });

  it.each([
    ['{', 'it is no object of JSON'],
    ['[]', 'it is no object of JSON'],
    [
      JSON.stringify({ auths: { [HOST]: { auth: 'YWRh' } } }),
      `its "auth" for ${HOST} is no user:password in base64`,
    ],
    [
      JSON.stringify({ auths: { [HOST]: { auth: 7 } } }),
      `its "auth" for ${HOST} is no user:password in base64`,
    ],
  ])('refuses the file %j', (text, reason) => {
    write('config.json', text);
    expect(() => readCredentials(HOST, env)).toThrow(
      `Cannot read the credentials in "${path}": ${reason}; correct the file, or log in again`,
    );
  });

  it('says that a helper is not installed', () => {
    write('config.json', JSON.stringify({ credsStore: 'absent' }));
    expect(() => readCredentials(HOST, env)).toThrow(
      'Cannot run "docker-credential-absent": no such program',
    );
  });

  it.each(['not json', '{}', '[]'])('refuses the answer %j of a helper', (answer) => {
    write('docker-credential-odd', `#!/bin/sh\necho '${answer}'`);
    write('config.json', JSON.stringify({ credsStore: 'odd' }));
    if (answer === '{}') expect(readCredentials(HOST, env)).toBeUndefined();
    else expect(() => readCredentials(HOST, env)).toThrow('"docker-credential-odd"');
  });
});
