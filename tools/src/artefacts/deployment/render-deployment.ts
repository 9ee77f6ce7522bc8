import { renderCompose } from './render-compose.ts';
import { renderKamal } from './render-kamal.ts';
import { renderKubernetes } from './render-kubernetes.ts';
import { renderNomad } from './render-nomad.ts';
import { renderQuadlet } from './render-quadlet.ts';
import { renderUnit } from './render-unit.ts';
import type { DeploymentFile, ServiceFacts } from './service-facts.ts';

/** How files for each platform are rendered. */
export const PLATFORMS = {
  systemd: renderUnit,
  nomad: renderNomad,
  kubernetes: renderKubernetes,
  compose: renderCompose,
  quadlet: renderQuadlet,
  kamal: renderKamal,
} as const;

export type Platform = keyof typeof PLATFORMS;

/** Renders the files for several platforms. */
export function renderDeployment(
  facts: ServiceFacts,
  platforms: readonly Platform[],
): readonly DeploymentFile[] {
  return platforms.flatMap((platform) => PLATFORMS[platform](facts));
}
