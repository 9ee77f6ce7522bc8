import { describeWith, type Need } from './describe-with.ts';
import { ENGINES, type Engine } from '../src/rebuild/container/find-engine.ts';
import { runProgram, tryProgram } from './program.ts';

export type { Engine };

/** Declares tests that need a container engine, and passes them its command. */
export function describeWithEngine(name: string, tests: (engine: Engine) => void): void {
  const engine = findEngine();
  const reason = `no engine responds to ${ENGINES.join(' or ')}`;
  describeWith({ found: engine !== undefined, reason }, name, () => {
    if (engine !== undefined) tests(engine);
  });
}

/** Requires a particular engine. */
export function needEngine(engine: Engine): Need {
  const found = tryProgram(engine, ['info']).exitCode === 0;
  return { found, reason: `no engine responds to ${engine}` };
}

/** Declares tests that need an engine with a particular image. */
export function describeWithImage(
  image: { readonly name: string; readonly remedy: string },
  name: string,
  tests: (engine: Engine) => void,
): void {
  const engine = findEngine();
  const found = engine && tryProgram(engine, ['image', 'inspect', image.name]).exitCode === 0;
  const reason = `no engine has the image ${image.name}, ${image.remedy}`;
  describeWith({ found: found === true, reason }, name, () => {
    if (engine !== undefined) tests(engine);
  });
}

/** Reads a field of an image or a container, with a Go template of the engine. */
export function inspect(engine: Engine, id: string, field: string): unknown {
  return JSON.parse(runProgram(engine, ['inspect', '--format', `{{json ${field}}}`, id]));
}

function findEngine(): Engine | undefined {
  return ENGINES.find((engine) => needEngine(engine).found);
}
