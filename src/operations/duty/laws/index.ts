/** The duties to tell of what happened, as dated data: one file a law. What a law means for one operator is their counsel's to say; nothing here decides it. */
import type { LawTrack, Track } from '../model.ts';
import { CRA } from './cra.ts';
import { GDPR } from './gdpr.ts';
import { NIS2 } from './nis2.ts';

export const LAWS: readonly LawTrack[] = [...CRA, ...NIS2, ...GDPR];

/** The law's part on a track. */
export function lawOf(track: Track): LawTrack {
  const found = LAWS.find((one) => one.track === track);
  if (found === undefined) throw new TypeError(`no law on ${track}`);
  return found;
}
