/** What `createExecutor` starts on the pinned Node: runs the executor of a module. */
import type { Context, Executor } from './create-executor.ts';

const [url = '', call = '[]'] = process.argv.slice(2);
const [options, context] = JSON.parse(call) as [object, Context];
const { default: execute } = (await import(url)) as { default: Executor<object> };
const { exitCode } = await execute(options, context);
process.exitCode = exitCode;
