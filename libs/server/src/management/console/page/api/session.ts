import { parseProblem } from './problem.ts';

const KEY = 'tscratch-console-token';

/** The token of this tab; it is forgotten when the tab closes. */
export const session = {
  token: (): string | null => sessionStorage.getItem(KEY),
  /** Without what is pasted by accident, such as a zero-width space: with it fetch() would not send the header. */
  keep: (token: string): void => {
    sessionStorage.setItem(KEY, token.replaceAll(/[^!-~]/g, ''));
  },
  forget: (): void => {
    sessionStorage.removeItem(KEY);
  },
};

/** Takes the one-time code out of the URL, so that neither the history nor a copied address has it. */
export function takeCode(): string | undefined {
  const code = location.hash.slice(1);
  if (code === '' || code.startsWith('/')) return undefined;
  history.replaceState(null, '', location.pathname);
  return code;
}

/** Exchanges the one-time code for the token of this session. */
export async function redeemCode(code: string): Promise<void> {
  const answer = await fetch('console/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  const text = await answer.text();
  if (!answer.ok) throw parseProblem(answer.status, text);
  session.keep((JSON.parse(text) as { readonly token: string }).token);
}
