import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The tool, installed; or why it is not. */
export interface H2spec {
  readonly found: boolean;
  readonly reason: string;
  /** Folder for the tool and its report. */
  readonly folder: string;
}

const PACKAGE = 'github.com/summerwind/h2spec/cmd/h2spec@latest';

/** A case in the report, which JUnit has defined. */
const CASE = /<testcase package="([^"]*)" classname="([^"]*)"[^>]*?(?:\/>|>[^]*?<\/testcase>)/g;

/** Most milliseconds for the build; its sources are downloaded once. */
const BUILD_LIMIT_MS = 120_000;

/** Builds h2spec, which needs Go 1.25, into a folder of its own. */
export function buildH2spec(): H2spec {
  const folder = mkdtempSync(join(tmpdir(), 'h2spec-'));
  try {
    const version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim();
    const [, minor = '0'] = /^go1\.(\d+)/.exec(version) ?? [];
    if (Number(minor) < 25)
      return { found: false, reason: `${version} is older than 1.25`, folder };
    execFileSync('env', [`GOBIN=${folder}`, 'go', 'install', PACKAGE], {
      stdio: 'ignore',
      timeout: BUILD_LIMIT_MS,
    });
    return { found: true, reason: '', folder };
  } catch {
    return { found: false, reason: 'go cannot install h2spec', folder };
  }
}

/** Runs all cases against a server on the loopback interface, and returns the failed ones by section. */
export async function runH2spec(folder: string, port: number): Promise<Map<string, string[]>> {
  const report = join(folder, 'report.xml');
  const args = ['--tls', '--insecure', '--port', String(port), '--junit-report', report];
  await new Promise<void>((resolve) => {
    execFile(join(folder, 'h2spec'), args, () => {
      resolve(); // it fails if a case fails
    });
  });
  const sections = new Map<string, string[]>();
  const text = readFileSync(report, 'utf8');
  for (const [one, section = '', title = ''] of text.matchAll(CASE)) {
    const failed = sections.get(section) ?? [];
    sections.set(section, /<(failure|error)/.test(one) ? failed.concat(title) : failed);
  }
  return sections;
}
