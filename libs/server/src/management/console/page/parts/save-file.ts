/** Milliseconds after which the browser has certainly begun to save. */
const RELEASE_MS = 60_000;

/** Saves bytes as a file by the browser's own download. */
export function saveFile(name: string, bytes: Blob): void {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, RELEASE_MS);
}

/** Returns the file name of a Content-Disposition; a name with a path is cut to its last part. */
export function fileNameOf(disposition: string | null, fallback: string): string {
  const name = /filename="([^"]+)"/.exec(disposition ?? '')?.[1];
  return name?.split(/[/\\]/).at(-1) ?? fallback;
}
