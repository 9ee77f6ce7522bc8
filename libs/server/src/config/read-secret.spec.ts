import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callAsNobody } from '../../testing/call-as-nobody.ts';
import { text, wholeNumber } from './kinds.ts';
import { readSecret, secretPathsOf } from './read-secret.ts';
import type { Setting } from './setting.ts';

const apiToken: Setting<unknown> = {
  env: 'API_TOKEN',
  kind: text,
  default: undefined,
  doc: 'Token.',
  secret: 'file',
};

describe('secretPathsOf()', () => {
  it.each([
    [{}, ['/run/secrets/api-token']],
    [
      { CREDENTIALS_DIRECTORY: '/run/credentials/x.service', NOMAD_SECRETS_DIR: '/secrets' },
      ['/run/credentials/x.service/api-token', '/secrets/api-token', '/run/secrets/api-token'],
    ],
    [{ CREDENTIALS_DIRECTORY: '', API_TOKEN_FILE: '' }, ['/run/secrets/api-token']],
    [{ CREDENTIALS_DIRECTORY: '/run/credentials/x', API_TOKEN_FILE: 'token' }, ['token']],
  ])('returns the paths for %j', (env, paths) => {
    expect(secretPathsOf(apiToken, env)).toEqual(paths);
  });
});

describe('readSecret()', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'secret '));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function write(name: string, content: string | Uint8Array, mode = 0o400): string {
    const path = join(directory, name);
    writeFileSync(path, content, { mode });
    return path;
  }

  it.each([
    ['hunter2', 'hunter2'],
    ['hunter2\n', 'hunter2'],
    ['hunter2\r\n', 'hunter2'],
    [' hunter2 ', ' hunter2 '],
    ['\ufeffhunter2', 'hunter2'],
    ['x'.repeat(65_536), 'x'.repeat(65_536)],
  ])('reads a file that contains %j', (content, value) => {
    const path = write('token', content);
    expect(readSecret(apiToken, { API_TOKEN_FILE: path })).toEqual({
      source: { from: 'file', path },
      value,
      text: value,
      problems: [],
    });
  });

  it('follows a link, as Kubernetes mounts a Secret, and accepts a file that others may read', () => {
    write('data', 'hunter2', 0o444);
    symlinkSync('data', join(directory, 'token'));
    const env = { API_TOKEN_FILE: join(directory, 'token') };
    expect(readSecret(apiToken, env)).toMatchObject({ value: 'hunter2' });
  });

  it.each(['CREDENTIALS_DIRECTORY', 'NOMAD_SECRETS_DIR'])('looks into $%s', (variable) => {
    const path = write('api-token', 'hunter2');
    expect(readSecret(apiToken, { [variable]: directory })).toMatchObject({
      source: { from: 'file', path },
      value: 'hunter2',
    });
  });

  it('tries the next directory if the file is missing, and returns the default if there is none', () => {
    mkdirSync(join(directory, 'nomad'));
    const path = write('nomad/api-token', 'hunter2');
    const env = {
      CREDENTIALS_DIRECTORY: directory,
      NOMAD_SECRETS_DIR: join(directory, 'nomad'),
    };
    expect(readSecret(apiToken, env)).toMatchObject({ source: { from: 'file', path } });
    rmSync(path);
    expect(readSecret(apiToken, env)).toEqual({
      source: { from: 'default' },
      value: undefined,
      problems: [],
    });
  });

  it.each<[string, (path: string) => void, string]>([
    ['missing', () => undefined, 'no such file; create it or correct API_TOKEN_FILE'],
    [
      'empty',
      (path) => {
        writeFileSync(path, '');
      },
      'it is empty; write the secret to it',
    ],
    [
      'a single newline',
      (path) => {
        writeFileSync(path, '\n');
      },
      'it is empty; write the secret to it',
    ],
    [
      'too large',
      (path) => {
        writeFileSync(path, 'hunter2'.padEnd(65_537));
      },
      'expected at most 65536 bytes',
    ],
    [
      'not text',
      (path) => {
        writeFileSync(path, Buffer.of(0x68, 0xff));
      },
      'expected text in UTF-8',
    ],
    [
      'a directory',
      (path) => {
        mkdirSync(path);
      },
      'expected a regular file',
    ],
    [
      'a FIFO without a writer',
      (path) => {
        execFileSync('mkfifo', [path]);
      },
      'expected a regular file',
    ],
    [
      'a link to itself',
      (path) => {
        symlinkSync(path, path);
      },
      'ELOOP',
    ],
  ])('rejects a file that is %s', (_, make, trouble) => {
    const path = join(directory, 'token');
    make(path);
    expect(readSecret(apiToken, { API_TOKEN_FILE: path }).problems).toEqual([
      `Cannot read the secret API_TOKEN from "${path}": ${trouble}`,
    ]);
  });

  it('rejects a file that this user may not read', () => {
    const path = write('token', 'hunter2', 0o000);
    execFileSync('chmod', ['755', directory]);
    const { value } = callAsNobody({
      modulePath: join(import.meta.dirname, 'read-secret.ts'),
      name: 'readSecret',
      args: [apiToken, { API_TOKEN_FILE: path }],
    });
    expect(value).toMatchObject({
      problems: [
        `Cannot read the secret API_TOKEN from "${path}": permission denied; let the server's user read it`,
      ],
    });
  });

  it('rejects a wrong file of a platform instead of ignoring it', () => {
    const path = write('api-token', '');
    expect(readSecret(apiToken, { CREDENTIALS_DIRECTORY: directory }).problems).toEqual([
      `Cannot read the secret API_TOKEN from "${path}": it is empty; write the secret to it`,
    ]);
  });

  it('does not quote a secret that cannot be parsed', () => {
    const path = write('token', 'hunter2\nhunter3');
    expect(readSecret(apiToken, { API_TOKEN_FILE: path }).problems).toEqual([
      `Cannot read the secret API_TOKEN from "${path}": expected text without control characters`,
    ]);
  });

  describe('from a variable', () => {
    const headers: Setting<unknown> = { ...apiToken, env: 'HEADERS', secret: 'file or variable' };

    it('reads it if the declaration allows that', () => {
      expect(readSecret(headers, { HEADERS: 'hunter2' })).toEqual({
        source: { from: 'variable', name: 'HEADERS' },
        value: 'hunter2',
        text: 'hunter2',
        problems: [],
      });
    });

    it('prefers it to a file of a platform', () => {
      write('headers', 'other');
      const env = { HEADERS: 'hunter2', CREDENTIALS_DIRECTORY: directory };
      expect(readSecret(headers, env)).toMatchObject({ value: 'hunter2' });
    });

    it.each<[Setting<unknown>, Record<string, string>, string]>([
      [
        apiToken,
        { API_TOKEN: 'hunter2' },
        'Cannot read the secret API_TOKEN from a variable: child processes and crash reports can see it; put it into a file and set API_TOKEN_FILE to its path',
      ],
      [
        headers,
        { HEADERS: 'hunter2', HEADERS_FILE: '/x' },
        'Cannot use both HEADERS and HEADERS_FILE; remove one of them',
      ],
      [
        { ...headers, kind: wholeNumber({ min: 1, max: 2 }) },
        { HEADERS: 'hunter2' },
        'Cannot read the secret HEADERS from its variable: expected a whole number from 1 to 2',
      ],
    ])('rejects it without quoting it: %#', (setting, env, problem) => {
      expect(readSecret(setting, env).problems).toEqual([problem]);
    });
  });
});
