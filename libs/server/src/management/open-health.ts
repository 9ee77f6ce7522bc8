import { bindAddress } from '../lifecycle/listen/bind-port.ts';
import { createOpsRoutes } from './health/ops-routes.ts';
import type { OpsView } from './health/ops-view.ts';
import { adoptDescriptor } from '../lifecycle/listen/adopt-descriptor.ts';
import {
  createManagementServer,
  type ManagementServerOptions,
  type OpenListener,
} from './server/create-management-server.ts';
import type { ManagementInput } from './messages.ts';
import type { ManagementLog } from './bridge/inherited.ts';

export interface OpenHealthOptions extends Pick<ManagementInput, 'settings' | 'inherited'> {
  readonly view: OpsView;
  readonly log: ManagementLog;
  readonly onError: ManagementServerOptions['onError'];
}

/**
 * Opens the listener of health and metrics: on the socket passed by the service manager, or at the
 * address in the settings.
 *
 * @throws {Fault} from `adoptDescriptor` or `bindAddress`.
 */
export async function openHealth(options: OpenHealthOptions): Promise<readonly OpenListener[]> {
  const { view, settings, inherited, log, onError } = options;
  const { opsHost: host, opsPort: port } = settings;
  if (port === 'off') return [];
  const server = createManagementServer({ routes: createOpsRoutes(view), onError });
  const address = { host, port, settings: { host: 'OPS_HOST', port: 'OPS_PORT' } };
  const { ops: fd } = inherited.descriptors;
  if (fd === undefined) await bindAddress(server, address);
  else await adoptDescriptor(server, { fd, name: 'ops', address, isSet: inherited.isOpsSet });
  log('info', { listener: 'ops', address: server.address() }, 'listening');
  return [{ server, name: 'ops', afterClose: () => undefined }];
}
