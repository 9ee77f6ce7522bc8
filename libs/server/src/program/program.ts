import type { RequestHandler } from 'express';
import type { SettingDeclarations, ValuesOf } from '../config/setting.ts';
import type { Settings } from '../config/settings.ts';
import type { Listen } from '../lifecycle/listen/listen.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import type { Trace } from '../telemetry/trace/tracing.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import type { Readiness } from '../lifecycle/readiness.ts';

/** What tells one program from another. */
export interface Program<Own extends SettingDeclarations = SettingDeclarations> {
  readonly name: string;
  readonly version: string;
  /** Where the server's socket comes from. */
  readonly listen: Listen;
  /** Defaults of this program, where they differ from the library's. */
  readonly defaults?: Partial<Settings>;
  /** Settings of the app, beside those of the server. */
  readonly settings?: Own;
  /** Called when the server starts; what only serving needs is best imported in it. */
  readonly routes?: CreateRoutes<Own>;
}

/** Assembles an app: an Express router, or any other handler, that is asked before the server's own answers. */
export type CreateRoutes<Own extends SettingDeclarations = SettingDeclarations> = (
  context: Context<Own>,
) => RequestHandler | Promise<RequestHandler>;

/** What the server offers to an app. */
export interface Context<Own extends SettingDeclarations = SettingDeclarations> {
  readonly settings: Settings & ValuesOf<Own>;
  /** Gives the logger of a name. */
  readonly log: (name: string) => Log;
  readonly metrics: Metrics;
  readonly trace: Trace;
  readonly readiness: Readiness;
  readonly lifecycle: Pick<Lifecycle, 'onShutdown' | 'onReload'>;
}
