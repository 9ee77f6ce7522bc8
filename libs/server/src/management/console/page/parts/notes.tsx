import type { ComponentChildren } from 'preact';
import type { Missing } from '../api/answers.ts';
import type { ApiProblem } from '../api/problem.ts';

/** The sentence of a failed call, with the sentences about its parts. */
export function ProblemNote({ problem }: { readonly problem: ApiProblem | undefined }) {
  if (problem === undefined) return null;
  return (
    <div class="note bad" role="alert">
      {problem.message}
      {problem.details.length > 0 && (
        <ul>
          {problem.details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Says which threads are missing in a table. */
export function MissingNote({ missing }: { readonly missing: Missing | undefined }) {
  const threads = missing?.unansweredThreads ?? [];
  if (threads.length === 0) return null;
  return <p class="note warn">No answer from thread {threads.join(', ')}; its rows are missing.</p>;
}

interface BadgeProps {
  readonly kind: 'good' | 'warn' | 'bad' | 'plain';
  readonly children: ComponentChildren;
}

/** A word with a colour; the word alone says it too. */
export function Badge({ kind, children }: BadgeProps) {
  return <span class={`badge ${kind}`}>{children}</span>;
}
