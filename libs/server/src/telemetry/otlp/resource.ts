import { SDK_INFO } from '@opentelemetry/core';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';

/** Attributes that identify this service. */
export type ResourceAttributes = Readonly<Record<string, string>>;

/** Names this library as the source of spans, metrics and the lines of the root logger. */
export const SCOPE = { name: '@tscratch/server' };

/** Creates the resource of an export, which is equal in all signals. */
export function createResource(attributes: ResourceAttributes): Resource {
  return resourceFromAttributes({ ...SDK_INFO, ...attributes });
}
