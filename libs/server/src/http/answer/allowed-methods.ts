import { layersOf, type RouterLayer } from '../private-surfaces.ts';

/**
 * Gives the methods that are routed for a path, routers in routers included, in alphabetical order;
 * an Express application that is mounted in another does not show its routes.
 *
 * For the time of a failure only: it matches the path against every route once more.
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

/** `all` takes whatever comes and names nothing; GET answers HEAD as well. */
function namesOf(methods: Readonly<Record<string, boolean>>): string[] {
  const names = Object.keys(methods).filter((name) => name !== '_all');
  return [...names, ...(names.includes('get') ? ['head'] : [])].map((name) => name.toUpperCase());
}
