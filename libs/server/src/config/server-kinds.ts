// Kinds that only the server's own settings and flags need; those that apps may use too are in kinds.ts.
import type { Kind } from './kind.ts';
import { httpUrl, list, oneOf } from './kinds.ts';

/** Extends a kind by the word `off`, which disables what the setting describes. */
export function orOff<Value>(kind: Kind<Value & {}>): Kind<Value | 'off'> {
  return {
    ...kind,
    expectation: `${kind.expectation}, or off`,
    parse: (text) => oneOf(['off']).parse(text) ?? kind.parse(text),
  };
}

/** Extends a kind by the word `auto`, which lets the server choose. */
export function orAuto<Value>(kind: Kind<Value & {}>): Kind<Value | 'auto'> {
  return {
    ...kind,
    expectation: `${kind.expectation}, or auto`,
    parse: (text) => oneOf(['auto']).parse(text) ?? kind.parse(text),
  };
}

/**
 * A bearer token: RFC 6750, section 2.1. A character carries at most 6 bits, so 43 characters are the
 * fewest that can hold a key of 256 bits; how random they are cannot be checked.
 */
export const token: Kind<string> = {
  expectation: 'at least 43 letters, digits or -._~+/, such as "openssl rand -hex 32" prints',
  parse: (text) => (/^(?=.{43})[\w.~+/-]+=*$/.test(text) ? text : undefined),
};

/** Path and query of a URL, in the characters that an HTTP request line accepts unencoded. */
export const urlPath: Kind<string> = {
  expectation: 'a path such as /readyz, optionally with a query',
  parse: (text) => (/^\/[\x21-\x7e]*$/.test(text) ? text : undefined),
};

/**
 * A domain name that an authority can check over HTTP or TLS, in ASCII: RFC 1034, section 3.5, and RFC 5890 for other letters.
 * A last label of digits would be an address.
 */
export const domainName: Kind<string> = {
  expectation:
    'a domain name such as www.example.org, with xn-- for other letters than ASCII; no wildcard, which would need a challenge in the DNS',
  parse: (text) => {
    const name = text.toLowerCase();
    const labels = name.split('.');
    const isName = labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label));
    return isName && name.length <= 253 && /[a-z]/.test(labels.at(-1) ?? '') ? name : undefined;
  },
};

const names = list(domainName);

/** Domain names, each once. */
export const domainNames: Kind<readonly string[]> = {
  ...names,
  parse: (text) => {
    const parsed = names.parse(text);
    return parsed && [...new Set(parsed)];
  },
};

/** An https URL. */
export const httpsUrl: Kind<URL> = {
  expectation: 'an https URL without user, password or fragment',
  parse: (text) => (/^https:/.test(text) ? httpUrl.parse(text) : undefined),
};

/** An address for mail, without parameters and comments: RFC 6068, section 2. */
export const emailAddress: Kind<string> = {
  expectation: 'an email address such as operator@example.org',
  parse: (text) => (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(text) ? text : undefined),
};

/** Key bytes in base64url: RFC 4648, section 5. */
export const base64url: Kind<string> = {
  expectation: 'text in base64url, as the authority shows it',
  parse: (text) => (/^[\w-]+=*$/.test(text) ? text : undefined),
};
