import type { Decider, Digest } from '../../core/index.ts';
import type { SettingsChanged } from './events.ts';
import { settingsFaults } from './faults.ts';
import { FIRST, type Settings, settingsDigest } from './model.ts';

export interface ChangeSettings {
  readonly to: Settings;
  /** Of the settings that the change was made on. A second person may have agreed days later. */
  readonly from: Digest;
}

export const settingsDecider: Decider<ChangeSettings, Settings, SettingsChanged> = {
  initial: FIRST,
  decide({ to, from }, state) {
    const now = settingsDigest(state);
    if (now !== from) {
      const fault = settingsFaults.fault('001', {
        message: 'the settings have changed since this change was made',
        expected: now,
        found: from,
        remedy: 'Look at them anew, and change them again.',
      });
      return { ok: false, faults: [fault] };
    }
    return { ok: true, events: settingsDigest(to) === now ? [] : [{ type: 'settings.changed', settings: to }] };
  },
  evolve: (_, event) => event.settings,
};
