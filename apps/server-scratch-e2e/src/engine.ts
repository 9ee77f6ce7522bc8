import { describeWith, runProgram, tryProgram } from './program.ts';
import { archivePath } from './workspace.ts';

const ENGINES = ['docker', 'podman'] as const;

/** The command line of a container engine. Podman takes the same arguments as Docker. */
export type Engine = (typeof ENGINES)[number];

/** Declares tests that need a container engine, and hands them its command. */
export function describeWithEngine(name: string, tests: (engine: Engine) => void): void {
  const engine = ENGINES.find((candidate) => tryProgram(candidate, ['info']).exitCode === 0);
  const reason = `no engine answers to ${ENGINES.join(' or ')}`;
  describeWith({ found: engine !== undefined, reason }, name, () => {
    if (engine !== undefined) tests(engine);
  });
}

/** Loads `image.tar` as a user would. @returns The name that the engine printed. */
export function loadImage(engine: Engine): string {
  const output = runProgram(engine, ['load', '--input', archivePath]);
  const [, name] = /^Loaded image: (\S+)$/m.exec(output) ?? [];
  if (name === undefined) throw new Error(`No name of an image in: ${output}`);
  return name;
}

/** Reads a part of what the engine knows about an image or a container, by its Go template. */
export function inspect(engine: Engine, id: string, field: string): unknown {
  return JSON.parse(runProgram(engine, ['inspect', '--format', `{{json ${field}}}`, id]));
}
