/** What a project says about its artefacts: the object `tscratch`, complete. `fields.ts` describes the fields. */
export interface Configuration {
  readonly main?: string;
  readonly from?: string;
  readonly ports?: readonly number[];
  readonly health?: HealthOption;
  readonly user?: string;
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly stopSignal?: string;
  readonly warmUp?: false | WarmUpOption;
  readonly locales?: 'all' | readonly string[];
  readonly arch?: readonly ('x64' | 'arm64')[];
  readonly compression?: 'gzip' | 'zstd';
}

/** A path that the first port answers, a check in detail, or none. */
export type HealthOption = string | false | HealthDetails;

export interface HealthDetails {
  readonly command?: readonly string[];
  readonly path?: string;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly retries?: number;
}

export interface WarmUpOption {
  readonly paths?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}
