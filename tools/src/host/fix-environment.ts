/**
 * What makes the words of a program, or its doings, those of whoever calls: locale and zone, options
 * that programs take from the environment, another repository than that of the folder (git sets
 * GIT_DIR for its hooks), and settings of Node.
 */
const AMBIENT =
  /^(LANG|LANGUAGE|LC_.*|TZ|TAR_OPTIONS|GZIP|POSIXLY_CORRECT|NODE_OPTIONS|NODE_PATH|NODE_DEBUG|NODE_ICU_DATA|GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE))$/;

/**
 * All of the environment for a program that the build starts. It keeps what says where things are
 * (PATH, HOME, proxies, the engine's socket) and fixes what would say how they look.
 */
export function fixEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !AMBIENT.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
