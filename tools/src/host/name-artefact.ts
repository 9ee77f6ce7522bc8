/**
 * Makes a name for files, images, users and folders from the name of a project: its last part, in lower case,
 * with hyphens for everything that one of them refuses.
 *
 * @example
 * nameArtefact('@acme/Order_API') === 'order-api'
 */
export function nameArtefact(project: string): string {
  const [last = ''] = project.split('/').toReversed();
  const name = last.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
  return name.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '') || 'server';
}
