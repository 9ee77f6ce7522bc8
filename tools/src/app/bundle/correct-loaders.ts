import type { Plugin } from 'esbuild';
import { correctScripts } from './correct-scripts.ts';

/**
 * Corrects the functions of esbuild that load modules inside of a bundle, where they differ from Node:
 *
 * - require() of an ECMAScript module gives its export `module.exports`, if it has one; `__esModule` says that
 *   it has a default export; and each require() gives the same object.
 * - A computed require() finds a file without its extension, and one that finds none fails with
 *   `MODULE_NOT_FOUND`. A computed import() that finds none returns a promise that rejects.
 *
 * @see https://nodejs.org/docs/latest-v26.x/api/modules.html#loading-ecmascript-modules-using-require
 */
export function correctLoaders(): Plugin {
  return {
    name: 'correct-loaders',
    setup(build) {
      const { absWorkingDir: root = '' } = build.initialOptions;
      build.onEnd((result) => correctScripts(result, root, correctText));
    },
  };
}

/** What esbuild writes, and what takes its place, without a change of length: source maps stay right. */
const CORRECTIONS: readonly (readonly [from: RegExp, to: string])[] = [
  [
    /(?<=[ ,]__toCommonJS=mod=>)__copyProps\(__defProp\(\{\},"__esModule",\{value:!0\}\),mod\)/,
    '__requireModule(mod)',
  ],
  [/(?<=[ ,]__glob=map=>path=>)\{var fn=map\[path\];[^}]*\}/, '{return __findModule(map,path)()}'],
  [/(?<=\bglobImport_[\w$]+=)__glob(?=\(\{)/g, '__load'],
];

/** Function declarations, which may be at the end of a script. */
const LOADERS = `
function __requireModule(mod){
  if("module.exports"in mod)return mod["module.exports"];
  if(!("default"in mod)||"__esModule"in mod)return mod;
  const known=__requireModule.known??=new WeakMap;
  if(!known.has(mod))known.set(mod,Object.create(null,{...Object.getOwnPropertyDescriptors(mod),__esModule:{value:true,enumerable:true}}));
  return known.get(mod);
}
function __findModule(map,path){
  for(const end of["",".js",".json",".ts",".tsx","/index.js","/index.json","/index.ts"])
    if(Object.hasOwn(map,path+end))return map[path+end];
  throw Object.assign(new Error("Cannot find module '"+path+"'"),{code:"MODULE_NOT_FOUND"});
}
function __load(map){
  return async path=>__findModule(map,path)();
}
`;

function correctText(text: string): string {
  let corrected = text;
  for (const [from, to] of CORRECTIONS)
    corrected = corrected.replace(from, (found) => to.padEnd(found.length));
  if (corrected === text) return text;
  return `${corrected.trimEnd()}\n${LOADERS.replace(/\n\s*/g, '')}\n`; // the last line may be a comment
}
