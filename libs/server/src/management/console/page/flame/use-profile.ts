import { useEffect, useRef, useState } from 'preact/hooks';
import { call, isAbort, type CallOptions } from '../api/client.ts';
import { ApiProblem, problemOf } from '../api/problem.ts';
import { fileNameOf } from '../parts/save-file.ts';
import type { ParseProfile } from './parse-profile.ts';

/** The text of a profile with its file name. */
export interface Profile {
  readonly name: string;
  readonly text: string;
}

export interface ProfileLoader {
  readonly profile: Profile | undefined;
  readonly problem: ApiProblem | undefined;
  readonly isLoading: boolean;
  readonly load: (path: string, options?: CallOptions) => void;
  readonly open: (file: File) => void;
  readonly cancel: () => void;
}

interface State {
  readonly profile?: Profile;
  readonly problem?: ApiProblem;
  readonly isLoading: boolean;
}

/** Loads a profile from the API or from a file; a text that is no profile is a problem. */
export function useProfile(parse: ParseProfile): ProfileLoader {
  const [state, setState] = useState<State>({ isLoading: false });
  const running = useRef(new AbortController());
  useEffect(
    () => () => {
      running.current.abort();
    },
    [],
  );
  const take = async (read: (signal: AbortSignal) => Promise<Profile>): Promise<void> => {
    running.current.abort();
    running.current = new AbortController();
    setState({ isLoading: true });
    try {
      const profile = await read(running.current.signal);
      check(parse, profile);
      setState({ profile, isLoading: false });
    } catch (error) {
      if (!isAbort(error)) setState({ problem: problemOf(error), isLoading: false });
    }
  };
  return {
    profile: state.profile,
    problem: state.problem,
    isLoading: state.isLoading,
    load: (path, options) => void take((signal) => fetchProfile(path, { ...options, signal })),
    open: (file) => void take(async () => ({ name: file.name, text: await file.text() })),
    cancel: () => {
      running.current.abort();
      setState({ isLoading: false });
    },
  };
}

async function fetchProfile(path: string, options: CallOptions): Promise<Profile> {
  const answer = await call(path, options);
  const name = fileNameOf(answer.headers.get('Content-Disposition'), 'profile.json');
  return { name, text: await answer.text() };
}

/** @throws {ApiProblem} with the sentence that says what is wrong with the profile. */
function check(parse: ParseProfile, { text }: Profile): void {
  try {
    parse(text, { hasIdle: false });
  } catch (error) {
    throw new ApiProblem(0, error instanceof Error ? error.message : String(error));
  }
}
