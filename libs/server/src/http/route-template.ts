import type { Express, Request } from 'express';
import type { Exchange } from './exchange.ts';
import { layersOf, type RouterLayer } from './express-surfaces.ts';

/** Longest template, in characters: a list of paths or a long regular expression is cut. */
const MAX_CHARACTERS = 200;

// Kept by route, and collected with it.
const templates = new WeakMap<object, string>();

/** Returns the template of the route that answered, never the requested path; empty if no route did. */
export function routeOf({ request, route }: Exchange): string {
  if (route !== undefined) return route;
  const matched = (request as Partial<Pick<Request, 'route'>>).route as
    { readonly path: unknown } | undefined;
  return matched === undefined ? '' : templateOf(matched, request.app as Express);
}

/**
 * Returns the path that a route was declared with, after the paths of the routers that contain it:
 * `/users/:id/orders/:order`. It consists of what the program declares and never of what a client
 * sends, unlike `request.baseUrl`, which contains the values of a mount path's parameters.
 *
 * @param app The application in which the route answered; the template of a route that it does not
 *   contain begins with `*`.
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

/** The routes of a router that is mounted twice have two templates, of which the first is used. */
function keep(route: object, template: string): void {
  if (!templates.has(route)) templates.set(route, bounded(template === '' ? '/' : template));
}

function textOf(path: unknown): string {
  return Array.isArray(path) ? path.map(String).join(',') : String(path);
}

function bounded(template: string): string {
  return template.slice(0, MAX_CHARACTERS);
}
