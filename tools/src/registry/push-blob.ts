import { Fault } from '../host/faults/fault.ts';
import type { Content } from './read-layout.ts';
import type { RegistryClient } from './registry-client.ts';

/** How a blob came to the registry. */
export type BlobOutcome = 'already there' | 'mounted' | 'uploaded';

/** Uploads that may fail one after the other without a byte more in the registry. */
const FAILURES = 5;

/**
 * Brings a blob to a repository, unless it is there. An upload that is cut goes on where the registry says.
 *
 * @param from Repository of the same registry that may have the blob.
 * @throws {Fault} those of the client.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs
 */
export async function pushBlob(
  client: RegistryClient,
  content: Content,
  from?: string,
): Promise<BlobOutcome> {
  const { digest } = content;
  const url = `/v2/${client.repository}/blobs/${digest}`;
  const { status } = await client.send({ method: 'HEAD', url, expected: [200, 404] });
  if (status === 200) return 'already there';
  const mount =
    from === undefined ? '' : `?${String(new URLSearchParams({ mount: digest, from }))}`;
  const opened = await open(client, mount);
  if (opened === undefined) return 'mounted';
  await upload(client, content, opened);
  return 'uploaded';
}

/** Opens an upload. @returns Where it goes on; undefined if the registry took the blob from another repository. */
async function open(client: RegistryClient, query: string): Promise<URL | undefined> {
  const url = `/v2/${client.repository}/blobs/uploads/${query}`;
  const response = await client.send({ method: 'POST', url, expected: [201, 202] });
  return response.status === 201 ? undefined : locate(response);
}

function locate(response: Response, before?: URL): URL {
  const location = response.headers.get('location');
  if (location === null && before !== undefined) return before;
  return new URL(location ?? '', response.url);
}

async function upload(client: RegistryClient, content: Content, opened: URL): Promise<void> {
  let [place, offset] = [opened, 0];
  for (let failures = 0; ;) {
    try {
      place = await send(client, { content, place, offset });
      await close(client, content, place);
      return;
    } catch (error) {
      if (!(error instanceof Fault) || error.code === 'REGISTRY_CREDENTIALS') throw error;
      const resumed = await find(client, place).catch(() => {
        throw error; // says more
      });
      failures = resumed !== undefined && resumed.offset > offset ? 1 : failures + 1;
      if (failures > FAILURES) throw error;
      if (resumed === undefined) [place, offset] = [await reopen(client), 0];
      else ({ place, offset } = resumed);
    }
  }
}

async function reopen(client: RegistryClient): Promise<URL> {
  const place = await open(client, '');
  if (place === undefined) throw new Error('A registry closed an upload that has no content');
  return place;
}

interface Piece {
  readonly content: Content;
  readonly place: URL;
  readonly offset: number;
}

/** Sends the rest of a blob in one request, which all registries take; a range only where it goes on. */
async function send(client: RegistryClient, { content, place, offset }: Piece): Promise<URL> {
  const { bytes } = content;
  const range = offset === 0 ? {} : { 'content-range': `${offset}-${bytes.byteLength - 1}` };
  if (offset === bytes.byteLength) return place;
  const response = await client.send({
    method: 'PATCH',
    url: place,
    headers: { 'content-type': 'application/octet-stream', ...range },
    body: bytes.subarray(offset),
    expected: [202],
    mayRepeat: false,
  });
  return locate(response, place);
}

async function close(client: RegistryClient, { digest }: Content, place: URL): Promise<void> {
  const url = new URL(place);
  url.searchParams.set('digest', digest);
  await client.send({ method: 'PUT', url, expected: [201], mayRepeat: false });
}

/** Statuses of an upload that is over, and of a registry that never says how much it has. */
const FORGOTTEN = [400, 404, 405];

/** Asks how much of an upload the registry has. @returns Undefined if it cannot say, so the upload begins again. */
async function find(
  client: RegistryClient,
  place: URL,
): Promise<{ place: URL; offset: number } | undefined> {
  const response = await client.send({ method: 'GET', url: place, expected: [204, ...FORGOTTEN] });
  if (response.status !== 204) return undefined;
  const [, last] = /^(?:bytes=)?0-(\d+)$/.exec(response.headers.get('range') ?? '') ?? [];
  const offset = last === undefined || last === '0' ? 0 : Number(last) + 1;
  return { place: locate(response, place), offset };
}
