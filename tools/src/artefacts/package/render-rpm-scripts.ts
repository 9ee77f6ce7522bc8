import { basename, dirname } from 'node:path';
import type { Rpm } from '../../formats/rpm/render-rpm.ts';
import { isDropIn, isTemplate } from './place-unit.ts';

/**
 * Renders the scripts of a package for rpm. A distribution with rpm decides by its presets which units are enabled,
 * and starts none at the installation.
 *
 * @param units Paths of the units and drop-ins. The name of a drop-in ends with the last version of systemd that
 *   needs it, such as `50-systemd-252.conf`.
 * @see https://docs.fedoraproject.org/en-US/packaging-guidelines/Scriptlets/#_systemd
 */
export function renderRpmScripts(name: string, units: readonly string[]): Rpm['scripts'] {
  const own = units.filter((path) => !isDropIn(path) && !isTemplate(path)).toSorted();
  const instances = units.filter(isTemplate).map((path) => `'${path.replace('@.', '@*.')}'`);
  const services = own.filter((path) => path.endsWith('.service'));
  const running = [...services, ...instances.filter((path) => path.includes('.service'))];
  const links = units.filter(isDropIn).flatMap((path) => planLinks(path, units));
  return {
    post: `${links.map((link) => renderLink(link, name)).join('')}if [ -d /run/systemd/system ]; then systemctl daemon-reload || :; fi
if [ "$1" = 1 ]; then systemctl --no-reload preset ${own.join(' ')} || :; fi
`,
    preun: `if [ "$1" = 0 ]; then
  systemctl --no-reload disable --now ${own.join(' ')} || :
${instances.length === 0 ? '' : `  systemctl stop ${instances.join(' ')} || :\n`}fi
`,
    postun: `if [ "$1" = 0 ]; then
${links.map(({ folder, file }) => `  rm -f ${folder}/${file}\n  rmdir ${folder} 2>/dev/null || : # not empty\n`).join('')}  if [ -d /run/systemd/system ]; then systemctl daemon-reload || :; fi
else
  systemctl try-restart ${running.join(' ')} || :
fi
`,
  };
}

interface Link {
  /** Folder of drop-ins of a unit. */
  readonly folder: string;
  readonly file: string;
}

/** A drop-in of a service is one of its template, too. */
function planLinks(dropIn: string, units: readonly string[]): readonly Link[] {
  const unit = dirname(dropIn).replace(/\.d$/, '');
  const template = unit.replace('.service', '@.service');
  const file = basename(dropIn);
  return [unit, ...units.filter((path) => path === template)].map((owner) => ({
    folder: `/usr/lib/systemd/system/${owner}.d`,
    file,
  }));
}

function renderLink({ folder, file }: Link, name: string): string {
  const [, newest = '0'] = /-(\d+)\.conf$/.exec(file) ?? [];
  return `version=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \\([0-9]*\\).*/\\1/p')
if [ "\${version:-999}" -le ${newest} ]; then
  mkdir -p ${folder}
  ln -sf ../../../${name}/${file} ${folder}/${file}
else
  rm -f ${folder}/${file}
fi
`;
}
