/** The command line of `npm start`: flags of server-vps, of which two are read here. */
import { EX_USAGE, StartError } from './start-error.mjs';

export const START_HELP = `Usage: npm start [-- --flag=value ...]

Builds the container image and the host binary, then runs the host binary.

Flags are passed to server-vps. The two that choose the ports are also checked before the build:
  --port=8081         port of the application; default PORT, else 8080
  --ops-port=9001     port of health checks and metrics, or off; default OPS_PORT, else 9000

After the build, dist/apps/server-vps/server-vps --help lists all flags.`;

/**
 * @typedef {object} StartArguments
 * @property {boolean} isHelp True if --help was given.
 * @property {string} port As given; not checked yet.
 * @property {string} opsPort As given, or `off`.
 * @property {readonly string[]} flags All arguments, to pass to server-vps.
 */

/**
 * Reads `--flag=value` and `--flag value`, as server-vps does. A flag takes precedence over its
 * variable, and an empty variable counts as unset.
 *
 * @param {readonly string[]} argv Arguments after the script.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {StartArguments}
 * @throws {StartError} With status 64 if a command such as `config` is given.
 */
export function readStartArguments(argv, env) {
  const [first] = argv;
  if (first !== undefined && !first.startsWith('--'))
    throw new StartError(
      `Cannot start with "${first}": expected flags such as --port=8081; run commands with dist/apps/server-vps/server-vps`,
      EX_USAGE,
    );
  return {
    isHelp: argv.includes('--help'),
    port: (readFlag(argv, '--port') ?? env.PORT) || '8080',
    opsPort: (readFlag(argv, '--ops-port') ?? env.OPS_PORT) || '9000',
    flags: argv,
  };
}

function readFlag(argv, name) {
  const index = argv.findIndex((word) => word === name || word.startsWith(`${name}=`));
  if (index === -1) return undefined;
  const [word] = argv.slice(index);
  return word === name ? argv[index + 1] : word.slice(name.length + 1);
}
