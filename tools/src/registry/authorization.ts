import { Fault } from '../host/faults/fault.ts';
import { IDENTITY_TOKEN, type Credentials } from './credentials.ts';
import { isLoopback, type ImageName } from './image-name.ts';

/** How a client proves who it is. */
interface Authorization {
  /** Value of the header to send, if any. */
  header(): string | undefined;
  /**
   * Answers the challenge of a response with status 401.
   *
   * @param used Header of the request.
   * @returns The header to send instead.
   * @throws {Fault} `REGISTRY_CREDENTIALS` if there is no other one; `REGISTRY_REALM`.
   */
  renew(challenge: string, used: string | undefined): Promise<string>;
  /** Returns what to tell if the registry refuses that header, too. */
  refusal(): Fault;
}

interface AuthorizationOptions {
  readonly image: Pick<ImageName, 'registry' | 'repository'>;
  readonly credentials: Credentials | undefined;
}

/**
 * Creates the authorization of a client, which has none until the registry asks for it.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @see https://distribution.github.io/distribution/spec/auth/oauth/
 * @see RFC 7617 (Basic), RFC 6750 (Bearer)
 */
export function createAuthorization({ image, credentials }: AuthorizationOptions): Authorization {
  let header: string | undefined;
  const { registry } = image;
  const refusal = (): Fault =>
    new Fault('REGISTRY_CREDENTIALS', { registry, username: credentials?.username });
  return {
    header: () => header,
    renew: async (challenge, used) => {
      if (header !== undefined && header !== used) return header; // another request was faster
      const [, scheme = '', rest = ''] = /^(\w+) +(.*)$/s.exec(challenge) ?? [];
      const isBearer = scheme.toLowerCase() === 'bearer';
      header = isBearer
        ? await fetchToken(parseParameters(rest), image, credentials)
        : renderBasic(credentials);
      if (header === undefined || header === used) throw refusal();
      return header;
    },
    refusal,
  };
}

/** An identity token is no password. */
function renderBasic(credentials: Credentials | undefined): string | undefined {
  const { username = IDENTITY_TOKEN, password = '' } = credentials ?? {};
  if (username === IDENTITY_TOKEN) return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** RFC 9110 section 11.2: `name="value"` and `name=value`, separated by commas. */
function parseParameters(text: string): ReadonlyMap<string, string> {
  const matches = text.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g);
  return new Map(
    [...matches].map(([, name = '', quoted, bare = '']) => [name.toLowerCase(), quoted ?? bare]),
  );
}

/** Statuses of a token service that does not accept the credentials. */
const DENIED = [400, 401, 403];

async function fetchToken(
  parameters: ReadonlyMap<string, string>,
  image: Pick<ImageName, 'registry' | 'repository'>,
  credentials: Credentials | undefined,
): Promise<string | undefined> {
  const realm = parseRealm(parameters.get('realm') ?? '', image);
  const scope = parameters.get('scope') ?? `repository:${image.repository}:pull,push`;
  const service = parameters.get('service');
  const asked = new URLSearchParams(service === undefined ? { scope } : { service, scope });
  const response = await askForToken(realm, asked, credentials);
  const { ok, status } = response;
  if (DENIED.includes(status)) return undefined;
  if (!ok) throw new Error(`its token service ${realm.host} answered ${status}`); // may pass
  const { token, access_token: other } = (await response.json()) as Partial<Record<string, string>>;
  const found = token ?? other;
  return found && `Bearer ${found}`;
}

function askForToken(
  realm: URL,
  asked: URLSearchParams,
  credentials: Credentials | undefined,
): Promise<Response> {
  if (credentials?.username === IDENTITY_TOKEN) {
    const grant = { grant_type: 'refresh_token', client_id: 'tscratch' };
    const secret = { refresh_token: credentials.password };
    const body = new URLSearchParams([...asked, ...Object.entries({ ...grant, ...secret })]);
    return fetch(realm, { method: 'POST', body, redirect: 'error' }); // it would go along with the body
  }
  for (const [name, value] of asked) realm.searchParams.set(name, value);
  const authorization = renderBasic(credentials);
  return fetch(realm, authorization === undefined ? {} : { headers: { authorization } });
}

/** The realm gets the password, so it needs TLS, as the registry does. */
function parseRealm(text: string, { registry }: Pick<ImageName, 'registry'>): URL {
  const realm = URL.parse(text);
  if (realm !== null && (realm.protocol === 'https:' || isLoopback(realm.host))) return realm;
  throw new Fault('REGISTRY_REALM', { registry, realm: text });
}
