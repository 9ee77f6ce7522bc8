import { layersOf, type RouterLayer } from '../express-surfaces.ts';

/**
 * Returns the methods that have a route for a path, nested routers included, in alphabetical order. The
 * routes of an Express application that is mounted in another are not visible.
 *
 * Only for failed requests: it matches the path against every route again.
 */
export function allowedMethods(router: object, path: string): string[] {
  return [...new Set(methodsOf(layersOf(router), path))].sort();
}

function methodsOf(stack: readonly RouterLayer[], path: string): string[] {
  return stack.flatMap((layer) => {
    const matched = layer.match(path);
    if (matched === false) return [];
    if (layer.route !== undefined) return namesOf(layer.route.methods);
    const rest = path.slice(matched.path.length);
    return methodsOf(layer.handle.stack ?? [], rest.startsWith('/') ? rest : `/${rest}`);
  });
}

/** `all` accepts every method and names none; GET answers HEAD too. */
function namesOf(methods: Readonly<Record<string, boolean>>): string[] {
  const names = Object.keys(methods).filter((name) => name !== '_all');
  return [...names, ...(names.includes('get') ? ['head'] : [])].map((name) => name.toUpperCase());
}
