/** Prints the path of the pinned Node of the workspace that is the argument; the scripts of the builder run it. */
import { locateNode } from './locate-node.ts';

const [root = '.'] = process.argv.slice(2);
console.log(locateNode(root, process));
