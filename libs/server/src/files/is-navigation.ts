import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns whether a request is one for a page to show: it names text/html, which only navigations do by
 * themselves, and its mode is `navigate` if the browser tells.
 *
 * @see https://fetch.spec.whatwg.org/#fetching, step 12
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-mode-header
 */
export function isNavigation(headers: IncomingHttpHeaders): boolean {
  const mode = headers['sec-fetch-mode'];
  if (mode !== undefined && mode !== 'navigate') return false;
  return (headers.accept ?? '').split(',').some(isHtml);
}

function isHtml(range: string): boolean {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  return type === 'text/html' && !parameters.some((one) => /^q=0(?:\.0*)?$/.test(one));
}
