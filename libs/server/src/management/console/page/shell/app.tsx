import { useEffect, useErrorBoundary, useMemo, useRef, useState } from 'preact/hooks';
import type { Health, Self } from '../api/answers.ts';
import { ApiProblem } from '../api/problem.ts';
import { usePoll } from '../api/use-poll.ts';
import { Confirm, type Question } from '../parts/confirm.tsx';
import { Badge, ProblemNote } from '../parts/notes.tsx';
import { Actions } from './actions.tsx';
import { ConsoleProvider, type Console } from './context.ts';
import { describeState } from './state.ts';
import { usePlace } from './use-place.ts';
import { VIEWS, type View } from './views.ts';

const HEALTH_EVERY_MS = 3_000;
const TOLD_MS = 8_000;

interface Told {
  readonly sentence: string;
  readonly kind: 'good' | 'bad';
}

/** The console of a caller who is signed in. */
export function App({ self }: { readonly self: Self }) {
  const health = usePoll<Health>('health', HEALTH_EVERY_MS);
  const [question, ask] = useState<Question>();
  const [told, setTold] = useTold();
  const value = useMemo<Console>(() => {
    const mayWrite = self.role === 'write';
    return { self, health, mayWrite, ask, tell: setTold };
  }, [self, health.data, health.problem]);
  const place = usePlace();
  const view = VIEWS.find(({ id }) => id === place.view) ?? VIEWS[0];
  useEffect(() => {
    document.title = `${view?.title ?? ''} · ${self.program.name}`;
  }, [view, self]);
  return (
    <ConsoleProvider value={value}>
      <a class="skip" href="#main" onClick={focusMain}>
        Skip to the content
      </a>
      <Header self={self} health={health} />
      <Navigation current={view?.id} />
      <main id="main" tabIndex={-1}>
        <h1>{view?.title}</h1>
        {view !== undefined && <ShownView key={view.id} view={view} query={place.query} />}
      </main>
      <div class={`told ${told?.kind ?? ''}`} role="status">
        {told?.sentence}
      </div>
      <Confirm
        question={question}
        close={() => {
          ask(undefined);
        }}
      />
    </ConsoleProvider>
  );
}

interface ShownViewProps {
  readonly view: View;
  readonly query: URLSearchParams;
}

/** A view; a defect in it leaves the navigation and the other views usable. */
function ShownView({ view, query }: ShownViewProps) {
  const [error] = useErrorBoundary() as [unknown, () => void];
  if (error === undefined) return <view.View query={query} />;
  const sentence = error instanceof Error ? error.message : 'unknown error';
  return <ProblemNote problem={new ApiProblem(0, `This view failed: ${sentence}`)} />;
}

/** Focuses the content instead of following the link, because the fragment is the address of the view. */
function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function useTold(): [Told | undefined, Console['tell']] {
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    if (told === undefined) return undefined;
    const timer = setTimeout(() => {
      setTold(undefined);
    }, TOLD_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [told]);
  const tell: Console['tell'] = (sentence, kind = 'good') => {
    setTold({ sentence, kind });
  };
  return [told, tell];
}

function Header({ self, health }: Pick<Console, 'self' | 'health'>) {
  const { kind, word } = describeState(health);
  return (
    <header>
      <div class="program">
        <strong>{self.program.name}</strong> <span class="hint">{self.program.version}</span>
      </div>
      <Badge kind={kind}>{word}</Badge>
      <Actions />
    </header>
  );
}

function Navigation({ current }: { readonly current: View['id'] | undefined }) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = nav.current?.querySelector('[aria-current]');
    link?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <nav aria-label="Views" ref={nav}>
      <ul>
        {VIEWS.map(({ id, title }) => (
          <li key={id}>
            <a href={`#/${id}`} aria-current={id === current ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
