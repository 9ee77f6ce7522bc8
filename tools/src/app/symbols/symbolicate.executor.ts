import { createReadStream, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { logger } from '../../host/logger.ts';
import { createExecutor } from '../../node/create-executor.ts';
import { readBundleMap } from './bundle-map.ts';
import { checkProgram } from './check-program.ts';
import { symbolicate } from './symbolicate.ts';

export interface SymbolicateOptions {
  readonly mapPath: string;
  readonly program?: string;
  readonly input?: string;
  readonly output?: string;
}

const runSymbolicate = createExecutor<SymbolicateOptions>(
  import.meta.url,
  async ({ mapPath, program, input, output }, { root }) => {
    const map = readBundleMap(resolve(root, mapPath));
    if (program !== undefined) checkProgram(map, program);
    const stream = input === undefined ? process.stdin : createReadStream(resolve(root, input));
    const lines = createInterface({ input: stream, crlfDelay: Infinity });
    const written: string[] = [];
    for await (const line of symbolicate(lines, map))
      if (output === undefined) logger.info(line);
      else written.push(line);
    if (output !== undefined) writeFileSync(resolve(root, output), `${written.join('\n')}\n`);
  },
);

export default runSymbolicate;
