import type { LiveSettings, SettingChanges, SettingState } from '../../../config/live-settings.ts';
import { OperationError } from '../../bridge/operation-error.ts';

export interface SettingsView {
  readonly settings: Readonly<Record<string, SettingState>>;
  /** Entity tag of these settings: RFC 9110, section 8.8.3. */
  readonly etag: string;
}

export interface RequestedChange {
  readonly changes: SettingChanges;
  readonly ttlMs: number | undefined;
  /** If-Match of the request: the tag of the settings that the change is based on. */
  readonly etag: string;
}

/** Creates the operations that show settings and change the mutable ones. */
export function createSettingOperations({ liveSettings }: { readonly liveSettings: LiveSettings }) {
  async function view(): Promise<SettingsView> {
    const { hash } = await import('node:crypto');
    const settings = liveSettings.list();
    return { settings, etag: `"${hash('sha256', JSON.stringify(settings)).slice(0, 16)}"` };
  }
  return {
    settings: view,
    changeSettings: async ({ changes, ttlMs, etag }: RequestedChange) => {
      const before = await view();
      // Nothing else runs between this check and the change.
      if (etag !== '*' && etag !== before.etag)
        throw new OperationError(412, 'The settings have changed since; fetch /settings and retry');
      const problems = liveSettings.change(changes, ttlMs);
      return problems.length > 0 ? { problems } : view();
    },
  };
}
