import { parse } from '@cdktf/hcl2json';

/** A block of HCL in the output of hcl2json: blocks are arrays, expressions are text in `${}`. */
type Block = Readonly<Record<string, unknown>>;

export interface Variable {
  readonly type: string;
  readonly default?: unknown;
  readonly description: string;
  readonly validation?: readonly { readonly condition: string; readonly error_message: string }[];
}

export interface Check {
  readonly name: string;
  readonly type: string;
  readonly port: string;
  readonly path: string;
  readonly interval: string;
  readonly timeout: string;
  readonly check_restart?: readonly { readonly limit: number; readonly grace: string }[];
}

export interface Update {
  readonly canary: number | string;
  readonly health_check: string;
  readonly min_healthy_time: string;
  readonly healthy_deadline: string;
  readonly progress_deadline: string;
  readonly auto_revert: boolean;
}

export interface SecretFile {
  readonly destination: string;
  readonly data: string;
  readonly perms: string;
  readonly error_on_missing_key?: boolean;
  readonly uid: number;
  readonly gid: number;
}

/** A command that Nomad runs in a task. */
export interface Action {
  readonly command: string;
  readonly args: readonly string[];
}

/** The parts of a job that concern the program, without the nesting. */
export interface Job {
  readonly text: string;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly constraints: readonly Block[];
  readonly update: Update;
  /** Services of the group, which Nomad lists before there is a program. */
  readonly groupServices: readonly Block[];
  readonly shutdownDelay: string;
  /** By label; `to` if the port inside differs. */
  readonly ports: Readonly<Record<string, number | undefined>>;
  readonly service: Block;
  readonly opsService: Block | undefined;
  readonly checks: readonly Check[];
  readonly driver: string;
  readonly user: string | undefined;
  readonly artifact: Block | undefined;
  readonly config: Block;
  readonly env: Readonly<Record<string, string>>;
  /** Names of the settings that a user's own value does not replace. */
  readonly fixedEnv: readonly string[];
  readonly secretFile: SecretFile;
  /** By name; only in jobs for Nomad 2. */
  readonly actions: Readonly<Record<string, Action>>;
  readonly killSignal: string;
  readonly killTimeout: string;
}

/** Parses a job file; expressions that Nomad itself evaluates stay expressions. */
export async function parseJob(file: string, text: string): Promise<Job> {
  const parsed = (await parse(file, text)) as unknown as ParsedFile;
  const [job] = parsed.job['server-vps'];
  const [group] = job.group.server;
  const [task] = group.task.server;
  const [{ check: checks, ...service }, opsService] = task.service;
  const ports = Object.entries(group.network[0].port).map(([label, [port]]) => [label, port.to]);
  const variables = Object.entries(parsed.variable).map(([label, [value]]) => [label, value]);
  return {
    text,
    variables: Object.fromEntries(variables) as Job['variables'],
    constraints: job.constraint,
    update: job.update[0],
    groupServices: group.service ?? [],
    shutdownDelay: task.shutdown_delay,
    ports: Object.fromEntries(ports) as Job['ports'],
    service,
    opsService,
    checks,
    driver: task.driver,
    user: task.user,
    artifact: task.artifact?.[0],
    config: task.config[0],
    env: Object.fromEntries(parseEntries(task.env)),
    fixedEnv: parseEntries(task.env.slice(task.env.indexOf('var.settings'))).map(
      ([label]) => label,
    ),
    secretFile: task.dynamic.template[0].content[0],
    actions: Object.fromEntries(
      Object.entries(task.action ?? {}).map(([name, [action]]) => [name, action]),
    ),
    killSignal: task.kill_signal,
    killTimeout: task.kill_timeout,
  };
}

/** Parses the entries of an object in a function call, which hcl2json leaves as text. */
function parseEntries(expression: string): [string, string][] {
  const entries = expression.matchAll(/^ +(\w+) += "([^"]*)"$/gm);
  return [...entries].map(([, name = '', value = '']) => [name, value]);
}

type One<Value> = readonly [Value];

interface ParsedFile {
  readonly variable: Readonly<Record<string, One<Variable>>>;
  readonly job: { readonly 'server-vps': One<ParsedJob> };
}

interface ParsedJob {
  readonly constraint: readonly Block[];
  readonly update: One<Update>;
  readonly group: { readonly server: One<ParsedGroup> };
}

interface ParsedGroup {
  readonly service?: readonly Block[];
  readonly network: One<{ port: Readonly<Record<string, One<{ readonly to?: number }>>> }>;
  readonly task: { readonly server: One<ParsedTask> };
}

interface ParsedTask {
  readonly service: readonly [Block & { readonly check: readonly Check[] }, Block?];
  readonly shutdown_delay: string;
  readonly driver: string;
  readonly user?: string;
  readonly artifact?: One<Block>;
  readonly config: One<Block>;
  readonly env: string;
  readonly dynamic: { readonly template: One<{ readonly content: One<SecretFile> }> };
  readonly action?: Readonly<Record<string, One<Action>>>;
  readonly kill_signal: string;
  readonly kill_timeout: string;
}
