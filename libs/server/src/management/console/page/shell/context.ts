import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Health, Self } from '../api/answers.ts';
import type { Polled } from '../api/use-poll.ts';
import type { Question } from '../parts/confirm.tsx';

/** What every view may use. */
export interface Console {
  readonly self: Self;
  readonly health: Polled<Health>;
  readonly mayWrite: boolean;
  /** Asks before a call that is not harmless. */
  readonly ask: (question: Question) => void;
  /** Says what has happened. */
  readonly tell: (sentence: string, kind?: 'good' | 'bad') => void;
}

const context = createContext<Console | undefined>(undefined);

export const ConsoleProvider = context.Provider;

export function useConsole(): Console {
  const value = useContext(context);
  if (value === undefined) throw new Error('useConsole() outside of the console');
  return value;
}
