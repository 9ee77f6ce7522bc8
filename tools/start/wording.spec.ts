import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const workspace = join(import.meta.dirname, '../..');

/** Texts that people read; licences and the lock file were not written here. */
const TEXT = /\.(?:tsx?|mts|mjs|cjs|md|sh|c|h|hcl|yaml|service|socket|conf|env|8|py)$/;
const MORE_TEXT = /(?:\/debian\/[^/]+|Dockerfile[^/]*|\/schema\.json|^\.ci\/run)$/;
const OTHERS_TEXT = /^(?:package-lock\.json|LICENSE|tools\/libraries\/licences\/.*)$/;

/** Literary expressions, and what to write instead. Each is searched for in any case. */
const HABITS: readonly (readonly [expression: RegExp, instead: string])[] = [
  [/\blook(?:s|ed|ing)? away\b/, 'stop sending requests, or notice'],
  [/\bmend(?:s|ed|ing)?\b/, 'fix'],
  [/\bput(?:s|ting)? away\b/, 'clean up, or close'],
  [/\bthink again\b/, 'retry, or consider'],
  [/\btook too long\b/, 'timed out, or was ended by a timeout'],
  [/\bbeside it\b/, 'local, next to it, or in the same folder'],
  [/\blies? beside\b/, 'is next to'],
  [/\b(?:is|are|was|were) told\b(?! apart)/, 'receives, reads, or is notified'],
  [/\btakes? back\b/, 'undo, or restore'],
  [/\bwait(?:s|ing)? no longer\b/, 'stop waiting'],
  [/\bserv(?:e|es|ed|ing) on(?:[,;.]| while\b| without\b)/, 'keep serving'],
  [/\bgo(?:es|ing)? on without\b/, 'continue without, or ignore'],
  [/\bwho (?:asks|restarts)\b/, 'a noun: the caller, the service manager'],
  [/\bthe unhealthy\b/, 'a noun: the unhealthy server'],
  [/\bwhoever\b/, 'a noun: the caller, any user'],
  [/dawdl/, 'stalled, or slow'],
  [/stranger/, 'unknown, or untrusted'],
  [/\bsigns? of life\b/, 'a notification, or a heartbeat'],
  [/\btoo much to do\b/, 'overload'],
  [/\bon its way\b/, 'in transit, or during the transfer'],
  [/\bclean bill\b/, 'say what was not found'],
  [/\bof ours\b(?!\))/, 'our, or the name of the thing'],
  [/\banew\b/, 'again'],
];

/** Joins wrapped lines of prose and comments, so that an expression is found across them. */
function joinLines(text: string): string {
  return text.replaceAll(/\n[\s#*/]*/g, ' ');
}

function listTexts(): readonly string[] {
  const listing = execFileSync('git', ['ls-files'], { cwd: workspace, encoding: 'utf8' });
  return listing
    .split('\n')
    .filter((path) => TEXT.test(path) || MORE_TEXT.test(path))
    .filter((path) => !OTHERS_TEXT.test(path) && !import.meta.filename.endsWith(path));
}

const texts = listTexts().map((path) => {
  return { path, text: joinLines(readFileSync(join(workspace, path), 'utf8')) };
});

describe('the wording of this repository', () => {
  it('covers code, pages, scripts, units, jobs and schemas', () => {
    const paths = texts.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'README.md',
        'docs/settings.md',
        'libs/server/src/index.ts',
        'tools/start/start.mjs',
        'apps/server-vps/install.sh',
        'apps/server-vps/systemd/server-vps.service',
        'apps/server-vps/nomad/job.nomad.hcl',
        'apps/server-vps/debian/control',
        'apps/server-vps/man/server-vps.8',
        'tools/src/artefacts/package/schema.json',
      ]),
    );
  });

  it.each(HABITS)('does not use %p; write: %s', (expression) => {
    const found = texts.flatMap(({ path, text }) =>
      [...text.matchAll(new RegExp(expression.source, 'gi'))].map(
        ({ index }) => `${path}: ${text.slice(Math.max(0, index - 40), index + 40)}`,
      ),
    );
    expect(found).toEqual([]);
  });
});
