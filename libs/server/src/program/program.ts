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
   * Assembles the app: an Express router, or any other handler; it runs before the server's own routes.
   * It is called when the server starts, so import in it what only serving needs.
   *
   * A method, so that a program with its own settings is also a `Program` without them.
   *
   * @throws {AppFault} to end the start with a sentence and an exit status.
   */
  routes?(context: Context<AppSettings>): RequestHandler | Promise<RequestHandler>;
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
}
