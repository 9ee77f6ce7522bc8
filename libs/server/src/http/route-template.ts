import type { Express, Request } from 'express';
import type { Exchange } from './exchange.ts';
import { layersOf, type RouterLayer } from './private-surfaces.ts';

/** Longest template that is kept, in characters: a list of paths or a long expression is cut. */
const MAX_CHARACTERS = 200;

// Templates are facts of the route, so they are kept with it, and go with it.
const templates = new WeakMap<object, string>();

/** The template of the route that answered, never the path that was asked for; empty where none did. */
export function routeOf({ request, route }: Exchange): string {
  if (route !== undefined) return route;
  const matched = (request as Partial<Pick<Request, 'route'>>).route as
    { readonly path: unknown } | undefined;
  return matched === undefined ? '' : templateOf(matched, request.app as Express);
}

/**
 * Gives the path that a route was declared with, the paths of the routers around it in front:
 * `/users/:id/orders/:order`. It is made of what the program declares and never of what a client
 * sends, unlike `request.baseUrl`, which holds the values of a mount path's parameters.
 *
 * @param app The application that the route answered in; a route it does not hold is below `*`.
 */
function templateOf(route: { readonly path: unknown }, app: Express): string {
  let template = templates.get(route);
  if (template === undefined) {
    learn(layersOf(app.router), app.path().replaceAll(/\/+(?=\/|$)/g, ''));
    template = templates.get(route) ?? bounded(`*${textOf(route.path)}`);
    templates.set(route, template);
  }
  return template;
}

function learn(stack: readonly RouterLayer[], base: string): void {
  for (const { rawPath, route, handle } of stack) {
    const template = base + textOf(rawPath);
    if (route !== undefined) keep(route, template);
    else if (handle.stack !== undefined) learn(handle.stack, template.replace(/\/$/, ''));
  }
}

/** A router that is mounted twice gives its routes two templates; the first stands for both. */
function keep(route: object, template: string): void {
  if (!templates.has(route)) templates.set(route, bounded(template === '' ? '/' : template));
}

function textOf(path: unknown): string {
  return Array.isArray(path) ? path.map(String).join(',') : String(path);
}

function bounded(template: string): string {
  return template.slice(0, MAX_CHARACTERS);
}
