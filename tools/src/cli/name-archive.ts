/**
 * Renames an archive in the report of an image: in the table it keeps its width, and in a command it gets the quotes
 * of a shell.
 */
export function nameArchive(text: string, archive: string, name: string): string {
  const argument = /^[\w./+-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
  return text
    .replaceAll(`< ${archive}`, () => `< ${argument}`)
    .replaceAll(archive, () => name.padEnd(archive.length));
}
