import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerChallenges } from './answer-challenges.ts';
import { lockFile } from './lock.ts';
import { provideCertificate } from './provide-certificate.ts';
import { openStore, type Store } from './store.ts';

const url = new URL('https://ca.example:14000/dir');
const domains = ['example.org', 'www.example.org'];
const now = new Date('2026-11-22T06:00:00Z');
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'acme-store-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function open(names: readonly string[] = domains, authority = url): Store {
  return openStore({ directory, url: authority, domains: names });
}

describe('openStore()', () => {
  it('has one folder for a set of names in any order, and others for other sets and authorities', () => {
    const path = open().certificatePath;
    expect(open([...domains].reverse()).certificatePath).toBe(path);
    expect(open(['example.org']).certificatePath).not.toBe(path);
    expect(open(domains, new URL('https://other.example/dir')).certificatePath).not.toBe(path);
  });

  it('lets only this user read, whatever the umask', () => {
    const store = open();
    provideCertificate(store, domains, now);
    store.writeAccount({ kid: 'https://ca.example/1' });
    store.writeChallenge('http-01', 'token', 'answer');
    for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
      expect([name, statSync(join(directory, name)).mode & 0o77]).toEqual([name, 0]);
  });

  it('leaves no file beside those that it has written', () => {
    const store = open();
    provideCertificate(store, domains, now);
    provideCertificate(store, domains, now);
    const names = readdirSync(join(store.certificatePath, '..'));
    expect(names.sort()).toEqual(['certificate.pem', 'domains']);
  });

  it('leaves nothing of a file that it could not replace', () => {
    const store = open();
    const folder = join(store.certificatePath, '..');
    mkdirSync(join(folder, 'next-attempt.json/x'), { recursive: true });
    expect(() => {
      store.writeNextAttempt({ timeMs: 1, failureCount: 1 });
    }).toThrow(/^E/);
    expect(readdirSync(folder).sort()).toEqual(['domains', 'next-attempt.json']);
  });

  it('writes nothing if it is opened again, so that a full disk does not stop a start', () => {
    const path = join(open().certificatePath, '../domains');
    const { ino } = statSync(path);
    open();
    expect(statSync(path).ino).toBe(ino);
    open([...domains].reverse());
    expect(readFileSync(path, 'utf8')).toBe('www.example.org\nexample.org\n');
  });

  it('reports that the directory cannot be used', () => {
    writeFileSync(join(directory, 'file'), '');
    const path = join(directory, 'file');
    expect(() => openStore({ directory: path, url, domains })).toThrow(
      `Cannot keep certificates in "${path}": ENOTDIR; let this user write to it, or set TLS_ACME_DIRECTORY to another directory`,
    );
  });

  it('never replaces a certificate by one that it adds', () => {
    const store = open();
    provideCertificate(store, domains, now);
    const first = store.readCertificate()?.pem;
    store.addCertificate('another');
    expect(store.readCertificate()?.pem).toBe(first);
  });

  it.each(['', 'half of a certi', '{}'])('ignores a file that contains %j', (content) => {
    const store = open();
    writeFileSync(store.certificatePath, content);
    writeFileSync(join(directory, 'ca.example-14000-dir/account.json'), content.slice(0, 1));
    expect([store.readCertificate(), store.readAccount()]).toEqual([undefined, undefined]);
    provideCertificate(store, domains, now);
    expect(store.readCertificate()?.isOwn).toBe(true);
  });
});

describe('provideCertificate()', () => {
  it('makes one for all names that is valid for a week', () => {
    const store = open();
    provideCertificate(store, domains, now);
    const { leaf, isOwn } = store.readCertificate() ?? {};
    expect(isOwn).toBe(true);
    expect(leaf?.subjectAltName).toBe('DNS:example.org, DNS:www.example.org');
    expect(leaf?.validToDate.toISOString()).toBe('2026-11-29T06:00:00.000Z');
  });
});

describe('answerChallenges()', () => {
  it('answers for a token that is there, and reads no other file', () => {
    const store = open();
    store.writeChallenge('http-01', 'tok-en_1', 'tok-en_1.proof');
    const { forToken, forDomain } = answerChallenges(store, domains);
    expect(forToken('tok-en_1')).toBe('tok-en_1.proof');
    for (const token of ['', 'other', '../account.json', 'a/b', 'x'.repeat(300)])
      expect(forToken(token)).toBeUndefined();
    for (const domain of ['example.org', 'other.org', '../../account.json', ''])
      expect(forDomain(domain)).toBeUndefined();
    store.removeChallenges();
    expect(forToken('tok-en_1')).toBeUndefined();
  });
});

describe('lockFile()', () => {
  it('locks once until it is released', () => {
    const path = join(directory, 'lock');
    const unlock = lockFile(path);
    expect(lockFile(path)).toBeUndefined();
    unlock?.();
    const again = lockFile(path);
    expect(again).toBeDefined();
    again?.();
    expect([readdirSync(directory), statSync(path).mode & 0o777]).toEqual([['lock'], 0o600]);
  });

  it('ends with the process that has it, even if that is killed', async () => {
    const path = join(directory, 'lock');
    const script = `import { lockFile } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
      const unlock = lockFile(${JSON.stringify(path)});
      console.log('locked');
      setInterval(() => unlock, 1000); // collected as garbage, it would end the lock`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(holder.stdout, 'data');
    expect(lockFile(path)).toBeUndefined();
    holder.kill('SIGKILL');
    await once(holder, 'close');
    const unlock = lockFile(path);
    expect(unlock).toBeDefined();
    unlock?.();
  });
});
