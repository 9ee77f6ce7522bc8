import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, type BuildFailure, type BuildOptions, type Metafile } from 'esbuild';
import { parsePack } from '../../formats/pack/parse-pack.ts';
import { configureBundle } from './esbuild.config.ts';

export interface Bundled {
  /** Texts of the errors; none for a bundle. */
  readonly errors: readonly string[];
  /** What the build says about the bundle. */
  readonly report: readonly string[];
  readonly text: string;
  /** Texts of the files that the program can read, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Targets of the symlinks among them, by path. */
  readonly links: Readonly<Record<string, string>>;
  readonly metafile: Metafile;
}

const NO_METAFILE: Metafile = { inputs: {}, outputs: {} };

/** A folder with an app and its packages, to bundle by the shipped configuration and to run. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'bundle-'));

  /** Writes files by their paths in the workspace. */
  write(files: Readonly<Record<string, string | Uint8Array>>): this {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
    return this;
  }

  async bundle(entryPoint: string, options: BuildOptions = {}): Promise<Bundled> {
    const report: string[] = [];
    const config = configureBundle((line) => report.push(line));
    const given: BuildOptions = {
      ...config,
      absWorkingDir: this.folder,
      entryPoints: [entryPoint],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node26',
      logLevel: 'silent',
      ...options,
    };
    return build({ ...given, write: false }).then(
      ({ outputFiles: [file, pack], metafile = NO_METAFILE }) => ({
        metafile,
        errors: [],
        report,
        text: file?.text ?? '',
        ...readPack(pack?.contents),
      }),
      (failure: unknown) => {
        const { errors } = failure as BuildFailure;
        return {
          errors: errors.map(({ text }) => text),
          report,
          text: '',
          files: {},
          links: {},
          metafile: NO_METAFILE,
        };
      },
    );
  }

  /** Bundles a program and runs it in a folder of its own; returns what it printed, with paths below that folder, in which its files are, too. */
  async run(entryPoint: string, options?: BuildOptions): Promise<string> {
    const { errors, text, files } = await this.bundle(entryPoint, options);
    expect(errors).toEqual([]);
    expect(text).not.toContain(this.folder); // the same in any folder
    for (const [path, content] of Object.entries(files)) this.write({ [`run/${path}`]: content });
    this.write({ 'run/main.cjs': text });
    return start(join(this.folder, 'run/main.cjs')).replaceAll(join(this.folder, 'run'), '');
  }

  /** Runs a program without a bundle; returns what it printed, with paths below the workspace. */
  runPlain(entryPoint: string): string {
    return start(join(this.folder, entryPoint)).replaceAll(this.folder, '');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function readPack(pack: Uint8Array | undefined): Pick<Bundled, 'files' | 'links'> {
  const found = pack === undefined ? [] : parsePack(pack);
  const links = found.flatMap(({ path, linkTarget }) =>
    linkTarget === undefined ? [] : [[path, linkTarget]],
  );
  const files = found.flatMap(({ path, bytes, linkTarget }) =>
    linkTarget === undefined ? [[path, Buffer.from(bytes).toString()]] : [],
  );
  return {
    files: Object.fromEntries(files) as Record<string, string>,
    links: Object.fromEntries(links) as Record<string, string>,
  };
}

function start(path: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', path], {
    cwd: '/',
    encoding: 'utf8',
    env: {},
  });
  return stderr + stdout + (status === 0 ? '' : `exit status ${status}\n`);
}
