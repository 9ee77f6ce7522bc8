import { Fault } from '../../world/faults/fault.ts';
import { textOfPath, type ByteName } from '../byte-name.ts';
import { openBelow } from '../open-below.ts';
import { readWhole } from '../read-whole.ts';
import { createRuleSet } from './create-rule-set.ts';
import { parseHeaders } from './parse-headers.ts';
import { parseRedirects } from './parse-redirects.ts';
import { LineError } from './rule-lines.ts';
import type { RuleSet } from './rule-set.ts';

const SIZE_LIMIT_BYTES = 1_048_576;

/**
 * Reads the rules of a root; a file that is missing has none.
 *
 * @throws {Fault} `FILES_RULE_REFUSED` or `FILES_RULES_UNREADABLE`.
 */
export async function readRules(root: ByteName): Promise<RuleSet> {
  const [headers, redirects] = await Promise.all([
    readFile(root, '_headers', parseHeaders),
    readFile(root, '_redirects', parseRedirects),
  ]);
  return createRuleSet(headers, redirects);
}

async function readFile<Rule>(
  root: ByteName,
  name: string,
  parse: (text: string) => readonly Rule[],
): Promise<readonly Rule[]> {
  const path = `${textOfPath(root)}/${name}`;
  const text = await readText(root, name, path);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    const { line, message: problem } = error;
    throw new Fault('FILES_RULE_REFUSED', { path, line, problem }, { cause: error });
  }
}

/** The walk is that of all files: nothing outside the root is read, and no FIFO is opened. */
async function readText(root: ByteName, name: string, path: string): Promise<string> {
  using file = await openBelow(root, [name]);
  const refuse = (reason: string): never => {
    throw new Fault('FILES_RULES_UNREADABLE', { path, reason });
  };
  if (file === undefined) return '';
  if (file.kind === 'refused') return refuse(file.reason);
  if (file.kind === 'directory') return refuse('it is a directory');
  if (file.stats.size > SIZE_LIMIT_BYTES) return refuse('it is larger than 1 MiB');
  const bytes = await readWhole(file);
  return bytes === undefined ? refuse('it changed while it was read') : bytes.toString();
}
