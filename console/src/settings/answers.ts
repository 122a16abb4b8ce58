import type { z } from 'zod';
import type { settingsView } from '../../../src/server/settings/model.ts';
import type { issued, scopeList, tokenList } from '../../../src/server/tokens/model.ts';

export type SettingsView = z.infer<typeof settingsView>;
export type Settings = SettingsView['settings'];
export type TokenList = z.infer<typeof tokenList>;
export type TokenView = TokenList['tokens'][number];
export type ScopeList = z.infer<typeof scopeList>;
export type Issued = z.infer<typeof issued>;
