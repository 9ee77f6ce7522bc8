import type { Configuration } from './configuration.ts';

/** Options that executors share, by the names that they have there. */
export type SharedOptions = Pick<
  Configuration,
  'arch' | 'compression' | 'environment' | 'health' | 'locales' | 'ports' | 'stopSignal' | 'user'
> &
  Pick<Configuration, 'volumes'> & {
    readonly warmUpPaths?: readonly string[];
    readonly warmUpEnvironment?: Readonly<Record<string, string>>;
  };

/** Completes the options of an executor with the configuration of its project. An option of the target wins. */
export function completeOptions<Options extends object>(
  options: Options,
  configuration: Configuration,
): Options & SharedOptions {
  return { ...shareOptions(configuration), ...options };
}

function shareOptions({ warmUp, ...configuration }: Configuration): SharedOptions {
  const { arch, compression, environment, health, locales } = configuration;
  const { ports, stopSignal, user, volumes } = configuration;
  const { paths, environment: warmUpEnvironment } = warmUp || {};
  const shared = {
    arch,
    compression,
    environment,
    health,
    locales,
    ports,
    stopSignal,
    user,
    volumes,
    warmUpPaths: warmUp === false ? [] : paths,
    warmUpEnvironment,
  };
  const given = Object.entries(shared).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
