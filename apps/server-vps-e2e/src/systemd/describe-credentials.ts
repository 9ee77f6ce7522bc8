import type { Given } from './given.ts';

const FOLDER = '/etc/credstore.encrypted';
const TOKEN = 'correct-horse-battery-staple-and-forty-three-letters';

/** Tests secrets that are on disk in encrypted form only. */
export function describeCredentials({ service }: Given): void {
  const encrypt = (name: string, text: string): void => {
    const { host } = service();
    host.run('mkdir', '--parents', '--mode=0700', FOLDER);
    const line = `printf %s "$1" | systemd-creds encrypt --with-key=host --name="$2" - "${FOLDER}/$2"`;
    host.run('sh', '-c', line, 'sh', text, name);
  };
  const askAdmin = (token: string): string => {
    const curl = ['curl', '--silent', '--output', '/dev/null', '--write-out', '%{http_code}'];
    const header = ['--header', `Authorization: Bearer ${token}`];
    return service().host.run(...curl, ...header, 'http://127.0.0.1:9001/');
  };

  beforeAll(() => {
    // As on a host; an engine makes it private, and systemd then passes no credential on.
    service().host.run('mount', '--make-rshared', '/');
  });

  it.each([
    ['by its own name', 'admin-token', []],
    ['by the setting of its file', 'operators', ['Environment=ADMIN_TOKEN_FILE=%d/operators']],
  ])('reads an encrypted credential %s', (_, name, lines) => {
    encrypt(name, TOKEN);
    const load = `LoadCredentialEncrypted=${name}:${FOLDER}/${name}`;
    service().override(load, 'Environment=ADMIN_PORT=9001', ...lines);
    service().host.run('systemctl', 'restart', 'server-vps');
    expect([askAdmin(TOKEN), askAdmin('wrong')]).toEqual(['200', '401']);
    expect(service().host.attempt('grep', '--quiet', TOKEN, `${FOLDER}/${name}`).exitCode).toBe(1);
    service().reset();
  });

  it('does not start with a credential that was encrypted for another name', async () => {
    encrypt('admin-token', TOKEN);
    service().host.run('mv', `${FOLDER}/admin-token`, `${FOLDER}/moved`);
    service().override(`LoadCredentialEncrypted=other:${FOLDER}/moved`);
    expect(service().host.attempt('systemctl', 'restart', 'server-vps').exitCode).toBe(1);
    const ended = ['systemctl', 'show', 'server-vps', '--property=ExecMainStatus'];
    await service().host.until(ended, (text) => text.trim() === 'ExecMainStatus=243'); // CREDENTIALS
    service().reset();
  });
}
