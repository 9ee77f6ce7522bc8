import { isSet } from '../config/reading.ts';
import type { SourcesOf } from '../config/read-invocation.ts';
import type { serverSettings, Settings } from '../config/settings.ts';
import type { ListenAddress } from '../lifecycle/listen/listen.ts';
import type { Descriptors } from '../lifecycle/listen/parse-descriptors.ts';

/** Returns the address to listen on, and the socket of the service manager if there is one. */
export function planAddress(
  { host, port }: Settings,
  sources: SourcesOf<typeof serverSettings>,
  descriptors: Descriptors,
): ListenAddress {
  const areSet = { host: isSet(sources.host), port: isSet(sources.port) };
  return { host, port, isSet: areSet, fd: descriptors.https ?? descriptors.http };
}
