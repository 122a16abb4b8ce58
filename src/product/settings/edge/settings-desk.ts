import type { Digest } from '../../../core/index.ts';
import type { LedgerStore } from '../../../ledger/model.ts';
import { type Enter, keep } from '../../record/kept.ts';
import { settingsDecider } from '../decide.ts';
import { type Settings, settingsDigest } from '../model.ts';

export interface SettingsDesk {
  now(): Settings;
  digest(): Digest;
  /** `from`: the digest of the settings that the change was made on. Throws `Refused` (ASSAY-SETTINGS-001). */
  change(to: Settings, from: Digest, enter: Enter): Promise<Settings>;
}

/** The settings of an office: the last that its ledger names. */
export function openSettings({ office }: { readonly office: Pick<LedgerStore, 'read'> }): SettingsDesk {
  const kept = keep(settingsDecider, ['settings.changed'], office);
  return {
    now: kept.state,
    digest: () => settingsDigest(kept.state()),
    async change(to, from, enter) {
      await kept.decide(() => ({ to, from }), enter);
      return kept.state();
    },
  };
}
