import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '@tscratch/tools/testing/workspace';

const UNITS = [
  'server-vps.service',
  'server-vps.socket',
  'server-vps-ops.socket',
  'server-vps-admin.socket',
];
/** Lines of a unit without comments, as those of an instance. */
const read = (name: string): readonly string[] =>
  readFileSync(join(workspacePath, 'apps/server-vps/systemd', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

/** What an instance has instead of what the unit has. */
const REPLACED: Readonly<Record<string, string>> = {
  'EnvironmentFile=-/etc/default/server-vps': 'EnvironmentFile=-/etc/default/server-vps-%i',
  'ListenStream=0.0.0.0:8080': 'ListenStream=0.0.0.0:%i',
  'ListenStream=127.0.0.1:9000': 'ListenStream=127.0.0.1:1%i',
  'ListenStream=/run/server-vps/admin.sock': 'ListenStream=/run/server-vps-%i/admin.sock',
  'RuntimeDirectory=server-vps': 'RuntimeDirectory=server-vps-%i',
  'StateDirectory=server-vps': 'StateDirectory=server-vps-%i',
};
const ADDED = [
  'Environment=PORT=%i OPS_PORT=1%i ADMIN_SOCKET=/run/server-vps-%i/admin.sock',
  'User=server-vps-%i',
];

describe('the template units', () => {
  it.each(UNITS)('differ from %s in the names of an instance only', (name) => {
    const expected = read(name)
      .filter((line) => !line.startsWith('Description='))
      .map((line) => REPLACED[line] ?? line)
      .map((line) =>
        /^(?:Sockets|Also|Service)=/.test(line)
          ? line.replaceAll(/(server-vps[a-z-]*)\./g, '$1@%i.')
          : line,
      );
    const template = read(name.replace('.', '@.'))
      .filter((line) => !line.startsWith('Description='))
      .filter((line) => !ADDED.includes(line));
    expect(template).toEqual(expected);
  });
});
