import type { LiveSettings, SettingChanges, SettingState } from '../../../config/live-settings.ts';
import { OperationError } from '../../bridge/operation-error.ts';

export interface SettingsView {
  readonly settings: Readonly<Record<string, SettingState>>;
  /** Entity tag of exactly these: RFC 9110, section 8.8.3. */
  readonly etag: string;
}

export interface WantedChange {
  readonly changes: SettingChanges;
  readonly ttlMs: number | undefined;
  /** If-Match of the caller: the tag of the settings that the change was thought of for. */
  readonly etag: string;
}

/** Looks at the settings and changes those that can be. */
export function createSettingOperations({ liveSettings }: { readonly liveSettings: LiveSettings }) {
  async function view(): Promise<SettingsView> {
    const { hash } = await import('node:crypto');
    const settings = liveSettings.list();
    return { settings, etag: `"${hash('sha256', JSON.stringify(settings)).slice(0, 16)}"` };
  }
  return {
    settings: view,
    changeSettings: async ({ changes, ttlMs, etag }: WantedChange) => {
      const before = await view();
      // Nothing else runs between the look and the change.
      if (etag !== '*' && etag !== before.etag)
        throw new OperationError(
          412,
          'The settings have changed since; GET /settings and think again',
        );
      const problems = liveSettings.change(changes, ttlMs);
      return problems.length > 0 ? { problems } : view();
    },
  };
}
