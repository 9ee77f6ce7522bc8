import { renderUnit } from '../../deployment/render-unit.ts';
import type { Release } from '../release.ts';
import { renderDebian } from './debian.ts';
import type { DefaultFacts } from './default-facts.ts';
import { renderInstaller } from './installer.ts';

/** The files of a package that a project may have of its own. */
export type ReleaseTexts = Pick<
  Release,
  | 'units'
  | 'settings'
  | 'manual'
  | 'installer'
  | 'jobs'
  | 'imageJobs'
  | 'loadJobs'
  | 'changelog'
  | 'debian'
>;

/** Renders every file of a package that a project does not have: any server gets a package without one. */
export function renderDefaults(facts: DefaultFacts): ReleaseTexts {
  const { service } = facts;
  const header = `# Made for ${service.name} @VERSION@, @PROGRAM_DIGEST@.\n\n`;
  return {
    units: renderUnit(service).map(({ text }) => ({
      path: `${service.name}.service`,
      text: `${header}${text}`,
    })),
    settings: Buffer.from(renderSettings(facts)),
    manual: Buffer.from(renderManual(facts)),
    installer: Buffer.from(renderInstaller(service.name)),
    jobs: [],
    imageJobs: [],
    loadJobs: [],
    changelog: { path: 'the default changelog', text: renderChangelog(facts) },
    debian: renderDebian(facts),
  };
}

function renderSettings({ service: { name, ports } }: DefaultFacts): string {
  return [
    `# Environment variables of ${name}, as NAME=value; the service reads them when it starts.`,
    '#HOST=127.0.0.1',
    `#PORT=${ports[0] ?? 8080}`,
    '',
  ].join('\n');
}

/** @see man-pages(7) */
function renderManual({ service: { name, description }, version }: DefaultFacts): string {
  return [
    `.TH ${escape(name).toUpperCase()} 8 "" "${escape(`${name} ${version}`)}"`,
    '.SH NAME',
    `${escape(name)} \\- ${escape(description)}`,
    '.SH SYNOPSIS',
    `.B ${escape(name)}`,
    '.SH DESCRIPTION',
    'A server in one static file.',
    '.SH FILES',
    `.I /etc/default/${escape(name)}`,
    '.RS',
    'Environment variables of the service.',
    '.RE',
    '',
  ].join('\n');
}

/** A hyphen would be a typographic one, and a backslash a command: groff_char(7). */
function escape(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-');
}

function renderChangelog({ version, epochSeconds }: DefaultFacts): string {
  const day = new Date(epochSeconds * 1000).toISOString().slice(0, 10);
  return `## [${version}] - ${day}\n\n### Changed\n\n- A release.\n`;
}
