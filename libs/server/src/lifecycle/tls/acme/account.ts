import { createPrivateKey } from 'node:crypto';
import type { Authority } from './authority.ts';
import { bindAccount, type ExternalAccount, type Signer } from './jws.ts';
import { createKey, renderKey } from './keys.ts';
import type { Store } from './store.ts';

export interface AccountOptions {
  /** Address to which the authority may write; undefined for none. */
  readonly email: string | undefined;
  /** undefined if the authority takes accounts of everybody. */
  readonly external: ExternalAccount | undefined;
}

interface StoredAccount {
  readonly kid: string;
  /** In PEM. */
  readonly key: string;
  readonly email?: string;
}

/**
 * Returns the account in the store, or creates one and agrees to the authority's terms of service: RFC 8555, section 7.3.
 * Another address makes another account.
 */
export async function openAccount(
  authority: Authority,
  store: Pick<Store, 'readAccount' | 'writeAccount'>,
  { email, external }: AccountOptions,
): Promise<Signer> {
  const stored = store.readAccount() as StoredAccount | undefined;
  if (stored !== undefined && stored.email === email)
    return { kid: stored.kid, key: createPrivateKey(stored.key) };
  const key = createKey();
  const { newAccount: url } = await authority.directory();
  const { location: kid } = await authority.post({ key, kid: undefined }, url, {
    termsOfServiceAgreed: true,
    ...(email !== undefined && { contact: [`mailto:${email}`] }),
    ...(external !== undefined && { externalAccountBinding: bindAccount(external, url, key) }),
  });
  if (kid === undefined) throw new Error(`${url} answered without the URL of the account`);
  const account: StoredAccount = {
    kid,
    key: renderKey(key),
    ...(email !== undefined && { email }),
  };
  store.writeAccount(account);
  return { kid, key };
}
