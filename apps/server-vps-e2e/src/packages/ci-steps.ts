import { parse } from 'yaml';

/** A step of a job: commands of a shell, or an action of the forge. */
export interface Step {
  /** Name of the action without its version; undefined for commands. */
  readonly action: string | undefined;
  /** What the action is given. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Lines of commands. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What the forge provides; everything else in a file stops the test. */
export interface Forge {
  /** Values of `${{ ... }}`, by the expression. */
  readonly expressions?: Readonly<Record<string, string>>;
  /** Names of the actions that the test replaces. */
  readonly actions?: readonly string[];
  /** Names of the programs that commands start. */
  readonly programs: readonly string[];
}

type Mapping = Readonly<Record<string, unknown>>;
type Texts = Readonly<Record<string, string>>;

/**
 * Reads the steps of the one job of a GitHub workflow.
 *
 * @throws {Error} A sentence for whatever the test would not run as GitHub does.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
export function readGithubSteps(text: string, forge: Forge): readonly Step[] {
  const workflow = parse(fillExpressions(text, forge)) as Mapping;
  checkKeys('the workflow', workflow, ['name', 'on', 'permissions', 'jobs']);
  const jobs = Object.values(workflow['jobs'] as Record<string, Mapping>);
  const [job, ...others] = jobs;
  if (job === undefined || others.length > 0) throw unknown('number of jobs', jobs.length);
  checkKeys('the job', job, ['runs-on', 'env', 'steps']);
  const environment = (job['env'] ?? {}) as Texts;
  return (job['steps'] as Mapping[]).map((step) => readGithubStep(step, environment, forge));
}

function readGithubStep(step: Mapping, shared: Texts, forge: Forge): Step {
  checkKeys('a step', step, ['uses', 'with', 'run', 'env']);
  const { uses, run = '', with: inputs = {}, env = {} } = step as Record<string, never>;
  const action = (uses as string | undefined)?.replace(/@v\d+$/, '');
  if (action !== undefined && !forge.actions?.includes(action)) throw unknown('action', action);
  checkPrograms(run, forge);
  return { action, inputs, script: run, environment: { ...shared, ...(env as Texts) } };
}

function fillExpressions(text: string, { expressions = {} }: Forge): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const value = expressions[expression];
    if (value === undefined) throw unknown('expression', expression);
    return value;
  });
}

/** The one job of a pipeline of GitLab. */
export interface GitlabJob extends Step {
  readonly image: string;
  /** Patterns of the files and folders that are kept between jobs. */
  readonly cached: readonly string[];
  readonly artifacts: readonly string[];
}

/**
 * Reads a pipeline of GitLab with one job, named build.
 *
 * @throws {Error} A sentence for whatever the test would not run as GitLab does.
 * @see https://docs.gitlab.com/ci/yaml/
 */
export function readGitlabJob(text: string, forge: Forge): GitlabJob {
  const pipeline = parse(text) as Record<string, Mapping>;
  checkKeys('the pipeline', pipeline, ['workflow', 'image', 'variables', 'cache', 'build']);
  const { image, variables = {}, cache = {}, build = {} } = pipeline;
  checkKeys('the job', build, ['script', 'artifacts']);
  checkKeys('the cache', cache, ['key', 'paths']);
  const script = (build['script'] as string[]).join('\n');
  checkPrograms(script, forge);
  return {
    action: undefined,
    inputs: {},
    script,
    environment: toTexts(variables),
    image: image as unknown as string,
    cached: cache['paths'] as string[],
    artifacts: (build['artifacts'] as { paths: string[] }).paths,
  };
}

function toTexts(variables: Mapping): Texts {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, String(value as string | number)]),
  );
}

function checkPrograms(script: string, { programs }: Forge): void {
  const names = script.split('\n').map((line) => line.trim().split(' ')[0] ?? '');
  for (const name of names)
    if (name !== '' && !programs.includes(name)) throw unknown('program', name);
}

function checkKeys(place: string, found: Mapping, known: readonly string[]): void {
  for (const key of Object.keys(found))
    if (!known.includes(key)) throw unknown(`key of ${place}`, key);
}

function unknown(what: string, value: unknown): Error {
  return new Error(
    `Cannot run the example: unknown ${what}, ${JSON.stringify(value)}; let the test replace it`,
  );
}
