import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Self } from './api/answers.ts';
import { callJson, SIGNED_OUT } from './api/client.ts';
import { problemOf, type ApiProblem } from './api/problem.ts';
import { redeemCode, session, takeCode } from './api/session.ts';
import { App } from './shell/app.tsx';
import { SignIn } from './shell/sign-in.tsx';

/** The page: signs in by the code of the address or the token of this tab, or asks for the token. */
function Page({ opening }: { readonly opening: Promise<Self | undefined> }) {
  const [self, setSelf] = useState<Self>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [isOpening, setOpening] = useState(true);
  useEffect(() => {
    opening
      .then(setSelf)
      .catch((error: unknown) => {
        setProblem(problemOf(error));
      })
      .finally(() => {
        setOpening(false);
      });
    const signOut = (event: Event): void => {
      session.forget();
      setProblem((event as CustomEvent<ApiProblem>).detail);
      setSelf(undefined);
    };
    window.addEventListener(SIGNED_OUT, signOut);
  }, [opening]);
  if (isOpening) return <p class="hint">Connecting…</p>;
  return self === undefined ? <SignIn problem={problem} onSelf={setSelf} /> : <App self={self} />;
}

async function open(): Promise<Self | undefined> {
  const code = takeCode();
  if (code !== undefined) await redeemCode(code);
  return session.token() === null ? undefined : callJson<Self>('console/self');
}

const place = document.getElementById('console');
if (place !== null) render(<Page opening={open()} />, place);
