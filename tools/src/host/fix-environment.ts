/**
 * Variables through which the caller would change what a program prints or does: locale and time zone,
 * options that programs read from the environment, a repository other than the one of the folder (git
 * sets GIT_DIR for its hooks), and settings of Node.
 */
const AMBIENT =
  /^(LANG|LANGUAGE|LC_.*|TZ|TAR_OPTIONS|GZIP|POSIXLY_CORRECT|NODE_OPTIONS|NODE_PATH|NODE_DEBUG|NODE_ICU_DATA|GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE))$/;

/**
 * Returns the complete environment for a program that the build starts. It keeps the variables that
 * locate things (PATH, HOME, proxies, the engine's socket) and fixes those that change the output.
 */
export function fixEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !AMBIENT.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
