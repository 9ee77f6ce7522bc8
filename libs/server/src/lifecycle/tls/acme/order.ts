import { createHash, X509Certificate, type KeyObject } from 'node:crypto';
import type { Answer, Authority } from './authority.ts';
import { renderOwnCertificate, renderRequest } from './certificates.ts';
import { authorizeKey, type Signer } from './jws.ts';
import { createKey, renderKey } from './keys.ts';
import type { ChallengeType, Store } from './store.ts';

const HOUR_MS = 3_600_000;
/** How often the authority is asked for a result if it does not say how often. */
const POLL_MS = 1_000;
/** Most milliseconds between two questions, and how often a result is awaited. */
const MAX_POLL_MS = 30_000;
const MAX_POLLS = 100;

export interface OrderOptions {
  readonly domains: readonly string[];
  readonly challenge: ChallengeType;
  readonly store: Pick<Store, 'writeChallenge' | 'removeChallenges'>;
  /** Certificate that the new one replaces: RFC 9773, section 5. */
  readonly replaces: string | undefined;
  readonly now: () => Date;
  readonly pause: (ms: number) => Promise<void>;
}

/** An order: RFC 8555, section 7.1.3. */
interface Order {
  readonly status: string;
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate?: string;
  readonly error?: { readonly detail?: string };
}

/** An authorization with its challenges: RFC 8555, sections 7.1.4 and 8. */
interface Authorization {
  readonly status: string;
  readonly identifier: { readonly value: string };
  readonly challenges: readonly {
    readonly type: string;
    readonly url: string;
    readonly token: string;
    readonly error?: { readonly detail?: string };
  }[];
}

/**
 * Orders a certificate: RFC 8555, section 7.4.
 *
 * @returns The certificate with its chain, and its key, in PEM.
 */
export async function orderCertificate(
  authority: Authority,
  account: Signer,
  options: OrderOptions,
): Promise<string> {
  const { domains, replaces, store } = options;
  const read = (url: string): Promise<Answer> => authority.post(account, url);
  const identifiers = domains.map((value) => ({ type: 'dns', value }));
  const { newOrder } = await authority.directory();
  const created = await authority.post(account, newOrder, { identifiers, replaces });
  const { authorizations, finalize } = JSON.parse(created.text) as Order;
  try {
    for (const url of authorizations) {
      const authorization = JSON.parse((await read(url)).text) as Authorization;
      if (authorization.status !== 'pending') continue;
      await authority.post(account, offerAnswer(authorization, account.key, options), {});
    }
    for (const url of authorizations)
      checkAuthorization(await settle<Authorization>(() => read(url), options), options);
  } finally {
    store.removeChallenges();
  }
  const key = createKey();
  const csr = renderRequest(domains, key).toString('base64url');
  await authority.post(account, finalize, { csr });
  const { location: url = '' } = created;
  const order = await settle<Order>(() => read(url), options);
  if (order.certificate === undefined)
    throw new Error(
      `The order became ${order.status}: ${order.error?.detail ?? 'no reason given'}`,
    );
  return checkIssued((await read(order.certificate)).text, key);
}

/** Writes what answers the challenge, and returns the URL at which the authority learns of it. */
function offerAnswer(
  { identifier: { value: domain }, challenges }: Authorization,
  accountKey: KeyObject,
  { challenge: type, store, now }: OrderOptions,
): string {
  const found = challenges.find((one) => one.type === type);
  if (found === undefined)
    throw new Error(
      `The authority offers for ${domain} only ${challenges.map((one) => one.type).join(', ')}, not ${type}`,
    );
  const proof = authorizeKey(found.token, accountKey);
  if (type === 'http-01') store.writeChallenge(type, found.token, proof);
  else store.writeChallenge(type, domain, renderProof(domain, proof, now()));
  return found.url;
}

/** Renders the certificate that answers TLS-ALPN-01, with its key: RFC 8737, section 3. */
function renderProof(domain: string, proof: string, now: Date): string {
  const key = createKey();
  const from = new Date(now.getTime() - HOUR_MS);
  const to = new Date(now.getTime() + HOUR_MS);
  const challengeDigest = createHash('sha256').update(proof).digest();
  const certificate = renderOwnCertificate({ domains: [domain], key, from, to, challengeDigest });
  return certificate + renderKey(key);
}

/** Reads an order or an authorization until the authority has decided. */
async function settle<Resource extends { readonly status: string }>(
  read: () => Promise<Answer>,
  { pause }: Pick<OrderOptions, 'pause'>,
): Promise<Resource> {
  for (let count = 0; count < MAX_POLLS; count += 1) {
    const answer = await read();
    const resource = JSON.parse(answer.text) as Resource;
    if (!['pending', 'processing', 'ready'].includes(resource.status)) return resource;
    await pause(Math.min(answer.retryAfterMs ?? POLL_MS, MAX_POLL_MS));
  }
  throw new Error('The authority did not decide in time');
}

function checkAuthorization(
  { status, identifier, challenges }: Authorization,
  { challenge }: OrderOptions,
): void {
  if (status === 'valid') return;
  const details = challenges.flatMap(({ error }) => error?.detail ?? []);
  const reason = details.join(', ') || status;
  throw new Error(`The authority did not accept ${identifier.value} by ${challenge}: ${reason}`);
}

function checkIssued(chain: string, key: KeyObject): string {
  if (!new X509Certificate(chain).checkPrivateKey(key))
    throw new Error('The authority issued a certificate for another key');
  return `${chain.trimEnd()}\n${renderKey(key)}`;
}
