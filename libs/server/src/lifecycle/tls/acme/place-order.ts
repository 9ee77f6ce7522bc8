import { openAccount, type AccountOptions } from './account.ts';
import { AuthorityError } from './authority-error.ts';
import type { Authority } from './authority.ts';
import { orderCertificate, type OrderOptions } from './order.ts';
import type { Store } from './store.ts';

/** What an order needs in addition to its details. */
export interface PlaceOptions extends AccountOptions {
  readonly store: Store;
  readonly domains: readonly string[];
}

/** Orders a certificate with the account of the store, and once more if the authority no longer has what the order refers to. */
export async function placeOrder(
  authority: Authority,
  options: PlaceOptions,
  details: OrderOptions,
): Promise<string> {
  const order = async (changed: OrderOptions): Promise<string> =>
    orderCertificate(authority, await openAccount(authority, options.store, options), changed);
  try {
    return await order(details);
  } catch (error) {
    const type = error instanceof AuthorityError ? error.type : '';
    if (type === 'accountDoesNotExist') options.store.forgetAccount();
    else if (type !== 'alreadyReplaced') throw error; // RFC 9773, section 7.4
    return order({ ...details, replaces: undefined });
  }
}
