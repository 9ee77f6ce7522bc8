/**
 * Marks a request as asked by a plugin that resolves it with `build.resolve()`, so that the plugin lets its
 * own question pass. The mark is added to the data that the request already carries: plugins that replace
 * the data of one another ask in turns, without end.
 *
 * @param pluginData What the plugin was handed.
 * @param plugin Name of the plugin.
 */
export function markRequest(pluginData: unknown, plugin: string): unknown {
  const handed = typeof pluginData === 'object' ? pluginData : { handed: pluginData };
  return { ...handed, [mark(plugin)]: true };
}

/** Tells whether a plugin has marked a request. */
export function isMarked(pluginData: unknown, plugin: string): boolean {
  return typeof pluginData === 'object' && pluginData !== null && mark(plugin) in pluginData;
}

function mark(plugin: string): string {
  return `asked by ${plugin}`;
}
