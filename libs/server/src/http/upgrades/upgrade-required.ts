/** The failure of a request that asks for no protocol which its route speaks: 426 with those it may ask for, RFC 9110, 15.5.22. */
export class UpgradeRequired extends Error {
  override readonly name = 'UpgradeRequired';
  readonly status = 426;
  readonly headers: Readonly<Record<string, string>>;

  /** @param protocols Names of protocols for `Upgrade`. */
  constructor(protocols: readonly string[]) {
    super(`Expected a request with Upgrade: ${protocols.join(' or ')}, and without a body`);
    this.headers = { Upgrade: protocols.join(', ') };
  }
}
