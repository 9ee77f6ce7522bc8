import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { findNode } from '../../src/node/runtime/find-node.ts';
import { tryProgram } from '../program.ts';
import { workspacePath } from '../workspace.ts';
import type { Start } from './serve.ts';

/** How to start a server under plain Node, from its sources and its node_modules. */
export function startPlain(folder: string, entry: string): Start {
  const path = entry.endsWith('.ts') ? compile(folder, entry) : entry;
  const env = { NODE_ENV: 'production' }; // the default of the built shapes
  return { command: findPlainNode(), args: [join(folder, path)], cwd: folder, env };
}

/** The official Node, which loads addons with the libraries of this machine; without those, the Node of the tools. */
function findPlainNode(): string {
  const { path } = findNode(workspacePath, process.arch);
  return tryProgram(path, ['--version']).exitCode === 0 ? path : process.execPath;
}

/** Compiles TypeScript by its tsconfig: Node strips types, but has no decorators. */
function compile(folder: string, entry: string): string {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.app.json'), (path) =>
    ts.sys.readFile(path),
  ) as { config?: object };
  const { options } = ts.parseJsonConfigFileContent(config ?? {}, ts.sys, folder);
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext };
  const source = readFileSync(join(folder, entry), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  const compiled = entry.replace(/\.ts$/, '.compiled.mjs');
  writeFileSync(join(folder, compiled), outputText);
  return compiled;
}
