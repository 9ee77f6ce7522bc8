import type { Given } from './given.ts';
import { SOCKETS } from './service.ts';

const INSTANCE = 'server-vps@8081';
const PLACES = ['/etc', '/usr', '/var/lib', '/run', '/srv'];

/** Tests that "remove" keeps only the settings of the package, and "purge" keeps nothing. */
export function describeEnd({ service }: Given): void {
  const findTraces = () =>
    service().host.run(
      'find',
      ...PLACES,
      '-name',
      '*server-vps*',
      '-not',
      '-path',
      '/run/systemd/*',
      '-not',
      '-path',
      '/var/lib/dpkg/*',
    );

  it('is stopped when it is removed, and closes its sockets', () => {
    service().host.run('systemctl', 'start', 'server-vps');
    service().host.run('systemctl', 'enable', '--quiet', '--now', `${INSTANCE}.service`);
    service().host.run('dpkg', '--remove', 'server-vps');
    for (const unit of ['server-vps', INSTANCE, ...SOCKETS])
      expect(service().show('ActiveState', unit)).toEqual({ ActiveState: 'inactive' });
    expect(findTraces()).toContain('/etc/default/server-vps');
  });

  it('leaves nothing when it is purged', () => {
    service().host.run('dpkg', '--purge', 'server-vps');
    expect(findTraces()).toBe('');
  });
}
