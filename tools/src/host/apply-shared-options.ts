/** The part of nx.json that this module reads. */
export interface NxJson {
  /** Options that several executors share, for all projects of the workspace. */
  readonly tscratch?: Readonly<Record<string, unknown>>;
}

/**
 * Completes the options of an executor with those that the workspace sets for several executors:
 * the object `tscratch` in nx.json. An option of the target wins.
 *
 * Nx hashes nx.json into the key of every cached target, so a change here builds again.
 *
 * @param nxJson `nxJsonConfiguration` of the executor's context.
 */
export function applySharedOptions<Options extends object>(
  options: Options,
  nxJson: object,
): Options {
  const { tscratch = {} } = nxJson as NxJson;
  return { ...tscratch, ...options };
}
