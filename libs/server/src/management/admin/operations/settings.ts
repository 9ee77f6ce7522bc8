import type { LiveSettings, SettingChanges, SettingState } from '../../../config/live-settings.ts';
import { Refusal } from '../../bridge/refusal.ts';

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
export function createSettingOperations({ live }: { readonly live: LiveSettings }) {
  async function view(): Promise<SettingsView> {
    const { hash } = await import('node:crypto');
    const settings = live.list();
    return { settings, etag: `"${hash('sha256', JSON.stringify(settings)).slice(0, 16)}"` };
  }
  return {
    settings: view,
    changeSettings: async ({ changes, ttlMs, etag }: WantedChange) => {
      const before = await view();
      // Nothing else runs between the look and the change.
      if (etag !== '*' && etag !== before.etag)
        throw new Refusal(412, 'The settings have changed since; GET /settings and think again');
      const problems = live.change(changes, ttlMs);
      return problems.length > 0 ? { problems } : view();
    },
  };
}
