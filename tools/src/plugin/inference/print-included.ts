/** Prints the digest of the files that the project in the folder of the argument includes; Nx runs it in the workspace. */
import { digestIncluded } from './digest-included.ts';

const [folder = '.'] = process.argv.slice(2);
console.log(digestIncluded('.', folder));
