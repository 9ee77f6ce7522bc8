import { EventEmitter } from 'node:events';
import { constants, type BigIntStats, type Dirent, type Stats } from 'node:fs';
import { parsePack } from '../../formats/pack/parse-pack.ts';
import type { FileHandle, VirtualFileSystemModule } from './node-vfs.ts';
import { renderDirent, renderStats } from './pack-stats.ts';
import {
  isFolder,
  isLink,
  listNames,
  locate,
  plantTree,
  type File,
  type Folder,
  type Found,
  type LocateOptions,
  type Missing,
} from './pack-tree.ts';
import { refuseWrites } from './refuse-writes.ts';

/** errno(3), with the words of strerror(3). */
const ERRORS = {
  ENOENT: [-2, 'no such file or directory'],
  EACCES: [-13, 'permission denied'],
  ENOTDIR: [-20, 'not a directory'],
  EISDIR: [-21, 'illegal operation on a directory'],
  EEXIST: [-17, 'file already exists'],
  EINVAL: [-22, 'invalid argument'],
  EROFS: [-30, 'read-only file system'],
  ELOOP: [-40, 'too many symbolic links encountered'],
} as const;

interface ListOptions {
  readonly withFileTypes?: boolean;
  readonly recursive?: boolean;
}

interface StatOptions {
  readonly bigint?: boolean;
}

interface ReadOptions {
  readonly encoding?: BufferEncoding | 'buffer' | null;
  readonly flag?: string | number;
}

/**
 * A provider of Node's virtual file system that serves a pack. It reads the pack at the first access, and
 * copies only what a caller reads. Files and folders have the modes and times that they have in an image.
 * `mountFiles` makes it inherit the other methods from Node's class.
 *
 * @see https://nodejs.org/docs/latest-v26.x/api/vfs.html
 */
export class PackProvider {
  /** Where it is mounted, for messages. */
  root = '';
  readonly readonly = true;
  readonly supportsSymlinks = true;
  readonly #vfs: VirtualFileSystemModule;
  readonly #read: () => Uint8Array;
  #tree: Folder | undefined;
  #Handle: (new (...facts: unknown[]) => FileHandle) | undefined;

  /** @param read Returns the pack; its memory may be read-only. */
  constructor(vfs: VirtualFileSystemModule, read: () => Uint8Array) {
    this.#vfs = vfs;
    this.#read = read;
    refuseWrites(this, (syscall, path) => this.#fail('EROFS', syscall, path));
  }

  openSync(path: string, flags: string | number = 'r'): FileHandle {
    const file = this.#findFile(path, flags);
    this.#Handle ??= findHandleClass(this.#vfs);
    const mode = constants.S_IFREG | 0o644;
    const handle = new this.#Handle(path, 'r', mode, viewOf(file), null);
    const statSync = (options?: StatOptions) => renderStats(file, options?.bigint === true);
    return Object.assign(handle, { statSync, ...readRest(handle, file.bytes.byteLength) });
  }

  open(path: string, flags?: string | number): Promise<FileHandle> {
    return promise(() => this.openSync(path, flags));
  }

  /** Node's own goes through a handle, which costs as much as a small file. */
  readFileSync(path: string, options?: ReadOptions | BufferEncoding): string | Buffer {
    const { flag = 'r' } = (typeof options === 'object' ? options : null) ?? {};
    const view = viewOf(this.#findFile(path, flag));
    return decode(view, options) ?? Buffer.from(view);
  }

  existsSync(path: string): boolean {
    return typeof this.#locate(path, { isFollowed: true }) === 'object';
  }

  exists(path: string): Promise<boolean> {
    return promise(() => this.existsSync(path));
  }

  /** Node's loader asks for many files that are not there: the error has no stack, which costs more than the rest. */
  statSync(path: string, options?: StatOptions): Stats | BigIntStats {
    const found = this.#locate(path, { isFollowed: true });
    if (typeof found === 'object') return renderStats(found.node, options?.bigint === true);
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return this.#fail(found, 'stat', path);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  lstatSync(path: string, options?: StatOptions): Stats | BigIntStats {
    const { node } = this.#find('lstat', path, { isFollowed: false });
    return renderStats(node, options?.bigint === true);
  }

  lstat(path: string, options?: StatOptions): Promise<Stats | BigIntStats> {
    return promise(() => this.lstatSync(path, options));
  }

  realpathSync(path: string): string {
    return this.#find('realpath', path).realPath;
  }

  realpath(path: string): Promise<string> {
    return promise(() => this.realpathSync(path));
  }

  stat(path: string, options?: StatOptions): Promise<Stats | BigIntStats> {
    return promise(() => this.statSync(path, options));
  }

  readdirSync(path: string, options?: ListOptions): readonly (string | Dirent)[] {
    return this.#list(path, options);
  }

  readdir(path: string, options?: ListOptions): Promise<readonly (string | Dirent)[]> {
    return promise(() => this.#list(path, options));
  }

  readlinkSync(path: string): string {
    const { node } = this.#find('readlink', path, { isFollowed: false });
    return isLink(node) ? node.target : this.#fail('EINVAL', 'readlink', path);
  }

  readlink(path: string): Promise<string> {
    return promise(() => this.readlinkSync(path));
  }

  accessSync(path: string, mode = 0): void {
    const { node } = this.#find('access', path);
    if ((mode & constants.X_OK) !== 0 && !isFolder(node)) this.#fail('EACCES', 'access', path);
    if ((mode & constants.W_OK) !== 0) this.#fail('EROFS', 'access', path);
  }

  access(path: string, mode?: number): Promise<void> {
    return promise(() => {
      this.accessSync(path, mode);
    });
  }

  watch(path: string): SilentWatcher {
    this.#find('watch', path);
    return new SilentWatcher();
  }

  watchFile(): SilentWatcher {
    return new SilentWatcher();
  }

  unwatchFile(): void {
    // nothing watches
  }

  /** What is there already is no change, as for mkdir(2). */
  mkdirSync(path: string, options?: { readonly recursive?: boolean }): void {
    const found = this.#locate(path, { isFollowed: true });
    if (typeof found === 'string') this.#fail(found === 'ENOENT' ? 'EROFS' : found, 'mkdir', path);
    if (options?.recursive !== true || !isFolder(found.node)) this.#fail('EEXIST', 'mkdir', path);
  }

  mkdir(path: string, options?: { readonly recursive?: boolean }): Promise<void> {
    return promise(() => {
      this.mkdirSync(path, options);
    });
  }

  chmodSync(path: string): never {
    return this.#fail('EROFS', 'chmod', path);
  }

  chownSync(path: string): never {
    return this.#fail('EROFS', 'chown', path);
  }

  utimesSync(path: string): never {
    return this.#fail('EROFS', 'utime', path);
  }

  #locate(path: string, options: LocateOptions): Found | Missing {
    return locate((this.#tree ??= plantTree(parsePack(this.#read()))), path, options);
  }

  #find(syscall: string, path: string, options = { isFollowed: true }): Found {
    const found = this.#locate(path, options);
    return typeof found === 'object' ? found : this.#fail(found, syscall, path);
  }

  #findFile(path: string, flags: string | number): File {
    if (asksToWrite(flags)) this.#fail('EROFS', 'open', path);
    const { node } = this.#find('open', path);
    if (isFolder(node) || isLink(node)) return this.#fail('EISDIR', 'open', path);
    return node;
  }

  #list(path: string, options: ListOptions = {}): readonly (string | Dirent)[] {
    const { node } = this.#find('scandir', path);
    if (!isFolder(node)) return this.#fail('ENOTDIR', 'scandir', path);
    const { withFileTypes: isTyped = false, recursive: isRecursive = false } = options;
    const found = [...listNames(node, '', isRecursive)];
    return found.map(([name, child]) => (isTyped ? renderDirent(name, child) : name));
  }

  #fail(code: keyof typeof ERRORS, syscall: string, path: string): never {
    const [errno, words] = ERRORS[code];
    const full = `${this.root}${path === '/' ? '' : path}`;
    const error = new Error(`${code}: ${words}, ${syscall} '${full}'`);
    throw Object.assign(error, { errno, code, syscall, path: full });
  }
}

/** A watcher of a file that never changes. */
class SilentWatcher extends EventEmitter {
  close(): void {
    this.emit('close');
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

function viewOf({ bytes: { buffer, byteOffset, byteLength } }: File): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The text of bytes; undefined if a caller wants none. */
function decode(bytes: Buffer, options?: ReadOptions | string | null): string | undefined {
  const { encoding } =
    typeof options === 'string' ? { encoding: options as BufferEncoding } : (options ?? {});
  return encoding && encoding !== 'buffer' ? bytes.toString(encoding) : undefined;
}

/** Reads an open file from where the last call ended; Node's own handle of a file in memory begins at 0. */
function readRest({ readSync }: FileHandle, sizeBytes: number) {
  const readFileSync = function (this: FileHandle, options?: ReadOptions | string | null) {
    const bytes = Buffer.alloc(sizeBytes);
    const rest = bytes.subarray(0, readSync.call(this, bytes, 0, sizeBytes, null));
    return decode(rest, options) ?? rest;
  };
  const readFile = function (this: FileHandle, options?: ReadOptions | string | null) {
    return promise(() => readFileSync.call(this, options));
  };
  return { readFileSync, readFile };
}

function promise<T>(run: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(run());
  });
}

function asksToWrite(flags: string | number): boolean {
  if (typeof flags === 'string') return !/^(?:r|rs|sr)$/.test(flags);
  const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND } = constants;
  return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)) !== 0;
}

/** Node's handle of a file in memory, which it does not export: it copies what is read out of it. */
function findHandleClass(vfs: VirtualFileSystemModule): new (...facts: unknown[]) => FileHandle {
  const memory = new vfs.MemoryProvider();
  return memory.openSync('/file', 'w').constructor as new (...facts: unknown[]) => FileHandle;
}
