import { useState } from 'preact/hooks';
import { callJson } from '../api/client.ts';
import type { Self } from '../api/answers.ts';
import { ApiProblem, problemOf } from '../api/problem.ts';
import { session } from '../api/session.ts';
import { ProblemNote } from '../parts/notes.tsx';

interface SignInProps {
  readonly problem: ApiProblem | undefined;
  readonly onSelf: (self: Self) => void;
}

/** Asks for the token, which stays in this tab. */
export function SignIn({ problem, onSelf }: SignInProps) {
  const [failure, setFailure] = useState(problem && describeFailure(problem));
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const { value } = form.elements.namedItem('token') as HTMLInputElement;
    session.keep(value);
    try {
      onSelf(await callJson<Self>('console/self'));
    } catch (error) {
      session.forget();
      form.reset();
      setFailure(describeFailure(problemOf(error)));
    }
  };
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <h1>Console</h1>
        <ProblemNote problem={failure} />
        <label class="field">
          <span>Token of ADMIN_TOKEN or ADMIN_READ_TOKEN</span>
          <input type="password" name="token" required autofocus autocomplete="off" />
        </label>
        <button type="submit" class="button main">
          Sign in
        </button>
        <p class="hint">The token is kept until this tab closes.</p>
      </form>
    </main>
  );
}

function describeFailure(problem: ApiProblem): ApiProblem {
  if (problem.status !== 401) return problem;
  return new ApiProblem(401, 'The server does not accept this token');
}
