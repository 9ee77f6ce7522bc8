import type { PlannedAddon, PlannedObject } from './planned-addon.ts';

/** How the native addons of an app become files that the dynamic loader can open. */
export interface AddonSource {
  /** The folder of the app, which exists for JavaScript only. */
  readonly root: string;
  /** Lists the addons; called when the first one is loaded. */
  readonly list: () => readonly PlannedAddon[];
  /** Returns the path of a file on which dlopen(3) works. */
  readonly locate: (object: PlannedObject) => string;
}

/** `RTLD_LAZY | RTLD_NODELETE` of dlfcn.h: Node closes a library that is no addon, and it has to stay. */
const LOAD_AND_KEEP = 0x1001;

/**
 * Lets `process.dlopen()`, and so `require()`, load the addons of an app in this thread. Libraries beside an addon
 * are loaded first: the dynamic loader does not search for one whose name (DT_SONAME) is loaded already.
 *
 * The threads of a process share each addon, as under plain Node, because they load it from one file. Node's own
 * loader for virtual files makes a new file for each thread, and so a second copy of the addon, whose locks the
 * first one does not see, and it does not find libraries beside an addon. It still loads what is not planned here.
 *
 * @see https://www.sqlite.org/howtocorrupt.html "Multiple copies of SQLite linked into the same application"
 */
export function adoptAddons({ root, list, locate }: AddonSource): void {
  const dlopen = process.dlopen.bind(process);
  let addons: ReadonlyMap<string, PlannedAddon> | undefined;
  const find = (path: string): PlannedAddon | undefined => {
    if (!path.startsWith(`${root}/`)) return undefined;
    addons ??= new Map(list().map((addon) => [`${root}/${addon.path}`, addon]));
    return addons.get(path);
  };
  process.dlopen = (module, path, ...flags): void => {
    const addon = find(path);
    if (addon === undefined) {
      dlopen(module, path, ...flags);
      return;
    }
    for (const library of addon.libraries) keepLibrary(dlopen, locate(library));
    const located = locate(addon);
    try {
      dlopen(module, located, ...flags);
    } catch (error) {
      throw renameFile(error, located, path);
    }
  };
}

/** Loads a library that is no addon, about which Node complains after it is loaded. */
function keepLibrary(dlopen: typeof process.dlopen, path: string): void {
  try {
    dlopen({ exports: {} }, path, LOAD_AND_KEEP);
  } catch (error) {
    if (!/did not self-register/.test((error as Error).message)) throw error;
  }
}

/** The dynamic loader names the file that it was given. */
function renameFile(error: unknown, located: string, path: string): unknown {
  if (error instanceof Error) error.message = error.message.replaceAll(located, path);
  return error;
}
