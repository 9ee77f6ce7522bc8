import type { RequestHandler } from 'express';
import type { SettingDeclarations, ValuesOf } from '../config/setting.ts';
import type { Settings } from '../config/settings.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import type { Listen } from '../lifecycle/listen/listen.ts';
import type { Readiness } from '../lifecycle/readiness.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import type { Trace } from '../telemetry/trace/tracing.ts';
import '../http/private-surfaces.ts'; // adds id and log to Express's requests, for the routes of an app
import type {} from '../http/upgrade-surfaces.ts'; // adds takeUpgrade to them

/** What distinguishes one program from another. */
export interface Program<AppSettings extends SettingDeclarations = SettingDeclarations> {
  readonly name: string;
  readonly version: string;
  /** Opens the server's socket. */
  readonly listen: Listen;
  /** Defaults that differ from those of the server. */
  readonly defaults?: Partial<Settings>;
  /** Settings of the app, in addition to those of the server; `declareSetting` declares one. */
  readonly settings?: AppSettings;
  /**
   * Runs once in the process, in the main thread and before any serving thread starts: for what must not happen
   * in each of them, such as a migration. `routes` gets a copy of its result as `context.shared`, so it has to
   * be a value that the structured clone algorithm can copy; a SharedArrayBuffer is shared.
   *
   * @throws {AppFault} to end the start with a sentence and an exit status.
   */
  once?(context: OnceContext<AppSettings>): unknown;
  /**
   * Assembles the app: an Express router, or any other handler; it runs before the server's own routes.
   * It is called when the server starts, in each serving thread, so import in it what only serving needs.
   *
   * A method, so that a program with its own settings is also a `Program` without them.
   *
   * @throws {AppFault} to end the start with a sentence and an exit status.
   */
  routes?(context: Context<AppSettings>): RequestHandler | Promise<RequestHandler>;
  /**
   * Names of the protocols that routes switch to, such as `['websocket']`: a request that asks for one of them
   * reaches its route with `request.takeUpgrade()`. By default `Upgrade` is ignored, as RFC 9110, 7.8 allows.
   */
  readonly upgrades?: readonly string[];
}

/** Type of `routes`, for a function in a file of its own. */
export type CreateRoutes<AppSettings extends SettingDeclarations = SettingDeclarations> = (
  context: Context<AppSettings>,
) => RequestHandler | Promise<RequestHandler>;

/** What the server provides to an app. */
export interface Context<AppSettings extends SettingDeclarations = SettingDeclarations> {
  readonly settings: Settings & ValuesOf<AppSettings>;
  /** Returns the logger of that name. */
  readonly log: (name: string) => Log;
  readonly metrics: Metrics;
  readonly trace: Trace;
  readonly readiness: Readiness;
  readonly lifecycle: Pick<Lifecycle, 'onDrain' | 'onShutdown' | 'onReload'>;
  /** Number of this serving thread, from 1; a thread that replaces another has its number. */
  readonly thread: number;
  /** A copy of what the program's `once` returned; undefined without it. */
  readonly shared: unknown;
}

/** What the server provides to the hook `once`. */
export type OnceContext<AppSettings extends SettingDeclarations = SettingDeclarations> = Omit<
  Context<AppSettings>,
  'trace' | 'thread' | 'shared'
>;
