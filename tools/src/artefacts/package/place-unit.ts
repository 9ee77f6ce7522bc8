import { basename } from 'node:path';

/**
 * Returns where a unit is installed, relative to the root. A drop-in is not installed where systemd reads it: the
 * script of the package decides whether this systemd needs it.
 */
export function placeUnit(path: string, name: string): string {
  return isDropIn(path) ? `usr/lib/${name}/${basename(path)}` : `usr/lib/systemd/system/${path}`;
}

export function isDropIn(path: string): boolean {
  return path.endsWith('.conf');
}

/** Whether a unit has no instance until the administrator names one: systemd.unit(5). */
export function isTemplate(path: string): boolean {
  return path.includes('@.');
}
