import type { OpenListener } from './admin/open-admin.ts';
import { bindAddress } from '../lifecycle/listen/bind-port.ts';
import { createOpsRoutes } from './health/ops-routes.ts';
import type { OpsView } from './health/ops-view.ts';
import { adoptDescriptor } from '../lifecycle/listen/adopt-descriptor.ts';
import { createPlane, type PlaneOptions } from './server/create-management-server.ts';
import type { PlanesInput, PlanesLog } from './messages.ts';

export interface OpsOptions extends Pick<PlanesInput, 'settings' | 'handed'> {
  readonly view: OpsView;
  readonly log: PlanesLog;
  readonly onError: PlaneOptions['onError'];
}

/**
 * Opens the listener of health and metrics: on the socket that was handed over, or where the settings say.
 *
 * @throws {Fault} of `adoptDescriptor` or `bindAddress`.
 */
export async function openOps(options: OpsOptions): Promise<readonly OpenListener[]> {
  const { view, settings, handed, log, onError } = options;
  const { opsHost: host, opsPort: port } = settings;
  if (port === 'off') return [];
  const server = createPlane({ routes: createOpsRoutes(view), onError });
  const address = { host, port, settings: { host: 'OPS_HOST', port: 'OPS_PORT' } };
  const { ops: fd } = handed.descriptors;
  if (fd === undefined) await bindAddress(server, address);
  else await adoptDescriptor(server, { fd, name: 'ops', address, isSet: handed.isOpsSet });
  log('info', { plane: 'ops', address: server.address() }, 'listening');
  return [{ server, afterClose: () => undefined }];
}
