import { callJson } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import type { Question } from '../parts/confirm.tsx';
import { Button } from '../parts/fields.tsx';
import { useConsole, type Console } from './context.ts';

interface Action extends Omit<Question, 'onConfirm'> {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly describe: (answer: Answer) => string;
}

interface Answer {
  readonly inFlight?: number;
  readonly connections?: number;
  readonly reloaded?: readonly string[];
  readonly deadline?: string;
}

const counts = ({ inFlight = 0, connections = 0 }: Answer): string =>
  `requests under way: ${inFlight}, connections: ${connections}`;

const DRAIN: Action = {
  title: 'Drain',
  verb: 'Drain',
  text: 'The server reports not ready, so that load balancers stop sending traffic. It keeps serving.',
  method: 'POST',
  path: 'drain',
  describe: (answer) => `Draining; ${counts(answer)}`,
};
const UNDRAIN: Action = {
  title: 'End the drain',
  verb: 'Undrain',
  text: 'The server reports ready again, and load balancers send traffic.',
  method: 'DELETE',
  path: 'drain',
  describe: (answer) => `Ready again; ${counts(answer)}`,
};
const RELOAD: Action = {
  title: 'Reload files',
  verb: 'Reload',
  text: 'The server reads files such as its certificate again, as with SIGHUP.',
  method: 'POST',
  path: 'reload',
  describe: ({ reloaded = [] }) => `Reloaded: ${reloaded.join(', ') || 'nothing to reload'}`,
};
const SHUTDOWN: Action = {
  title: 'Shut down',
  verb: 'Shut down',
  text: 'The server drains and exits, as with SIGTERM. This cannot be undone.',
  isDangerous: true,
  method: 'POST',
  path: 'shutdown',
  describe: ({ deadline = '' }) => `Shutting down, by ${deadline} at the latest`,
};

/** Buttons of what changes the state of the server; none for a role that only reads. */
export function Actions() {
  const console = useConsole();
  const { self, mayWrite, health } = console;
  if (!mayWrite) return <span class="hint">read-only</span>;
  const isDrained = health.data?.checks['drain']?.[0]?.status === 'fail';
  const actions = [
    isDrained ? UNDRAIN : DRAIN,
    RELOAD,
    ...(self.switches.includes('shutdown') ? [SHUTDOWN] : []),
  ];
  return (
    <div class="toolbar" role="group" aria-label="Server">
      {actions.map((action) => (
        <Button
          key={action.path + action.method}
          kind={action.isDangerous === true ? 'danger' : 'plain'}
          onClick={() => {
            console.ask({ ...action, onConfirm: () => void run(action, console) });
          }}
        >
          {action.verb}
        </Button>
      ))}
    </div>
  );
}

async function run({ method, path, describe }: Action, { tell, health }: Console): Promise<void> {
  try {
    tell(describe(await callJson<Answer>(path, { method })));
  } catch (error) {
    const { message, details } = problemOf(error);
    tell([message, ...details].join('. '), 'bad');
  }
  health.refresh();
}
