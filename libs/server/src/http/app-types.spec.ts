import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const workspace = join(import.meta.dirname, '../../../..');
const outputs = join(import.meta.dirname, '../../test-output');
const OURS =
  "import { bindPort, nodeWorld, runServer, type CreateRoutes } from '@tscratch/server';";
const THEIRS = `
import { pinoHttp } from 'pino-http';
import helmet from 'helmet';
import express, { type Request, type Response } from 'express';`;
const APP = `
const show = (request: Request, response: Response): void => {
  request.log.info({ id: request.id }, 'shown');
  response.end(response.exchange.id.toUpperCase());
};
const routes: CreateRoutes = () => express.Router().use(helmet()).use(pinoHttp()).get('/', show);
const program = { name: 'app', version: '1.0.0', listen: bindPort, routes };
void runServer(nodeWorld(process), program);
`;
let folder: string;

beforeAll(() => {
  mkdirSync(outputs, { recursive: true });
  folder = mkdtempSync(join(outputs, 'types-')); // in the workspace, where the packages are found
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(workspace, 'tsconfig.base.json'),
      compilerOptions: {
        composite: false,
        declarationMap: false,
        emitDeclarationOnly: false,
        noEmit: true,
      },
      files: ['main.ts'],
    }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Type-checks a program; throws with the compiler's messages if it has errors. */
function check(source: string): string {
  writeFileSync(join(folder, 'main.ts'), source);
  const tsc = join(workspace, 'node_modules/typescript/bin/tsc');
  return execFileSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' });
}

describe('an app', () => {
  it.each([
    ['before', `${THEIRS}\n${OURS}`],
    ['after', OURS + THEIRS],
  ])(
    'compiles if it imports pino-http, helmet and express %s @tscratch/server',
    (_, imports) => {
      expect(check(`${imports}\n${APP}`)).toBe('');
    },
    60_000,
  );

  it('does not compile if it reads a property that a response does not have', () => {
    const wrong = APP.replace('exchange.id', 'exchange.idd');
    expect(() => check(`${THEIRS}\n${OURS}\n${wrong}`)).toThrow('Command failed');
  }, 60_000);
});
