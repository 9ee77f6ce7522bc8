/**
 * A script of the runtime that only executables with files of an app contain. The bootstrap runs it in each
 * thread of the app, with `require` and an object for the result.
 */
import { getRawAsset } from 'node:sea';
import { ASSETS } from './layout.ts';
import { mountFiles } from './mount-files.ts';

declare const mounted: { root: string; readonly workingFolder?: string | undefined };

// The asset is memory of the executable: nothing is read from the disk before the first access.
mounted.root = mountFiles(() => new Uint8Array(getRawAsset(ASSETS.files)), mounted.workingFolder);
