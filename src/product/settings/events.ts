import type { Settings } from './model.ts';

/** A fact on the office's ledger: the settings from here on, whole. Nothing secret and nobody's name is among them. */
export interface SettingsChanged {
  readonly type: 'settings.changed';
  readonly settings: Settings;
}
