/**
 * Prints the path of a Node of the pinned release, for builds that do not run `npm start`: those in
 * containers. It runs on the Node that npm installed, which runs TypeScript.
 */
import { join } from 'node:path';
import { locateNode } from '../src/node/archive/locate-node.ts';

console.log(locateNode(join(import.meta.dirname, '../..'), process));
