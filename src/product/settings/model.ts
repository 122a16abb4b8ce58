import { z } from 'zod';
import { canonicalJson, Digest, Duration, type Json } from '../../core/index.ts';
import { provider } from '../federation/model.ts';

/** What operators set while the server runs. What it is called and where it listens is said at its start, by whoever starts it. */
export const settings = z.strictObject({
  sessions: z.strictObject({
    /** Without doing anything. NIST SP 800-63B-4 section 2.2.3 asks for an hour at most. */
    idleMinutes: z.number().int().min(5).max(60),
    /** In all: 24 hours at most. */
    absoluteHours: z.number().int().min(1).max(24),
  }),
  /** Absent: people sign in with what they have here alone. */
  provider: provider.optional(),
  /** Folder of range files of breached passwords on the server's machine. Read at the next start. */
  breachedPasswords: z
    .string()
    .min(1)
    .max(1000)
    .regex(/^\/|^[A-Za-z]:\\/, 'a whole path')
    .optional(),
});
export type Settings = z.infer<typeof settings>;

export const FIRST: Settings = { sessions: { idleMinutes: 60, absoluteHours: 12 } };

/** As sessions are measured. */
export function sessionLengths({ sessions }: Settings): { readonly idle: Duration; readonly absolute: Duration } {
  return { idle: Duration.minutes(sessions.idleMinutes), absolute: Duration.hours(sessions.absoluteHours) };
}

/** Names one state of them, so that nobody overwrites what they have not seen. */
export function settingsDigest(of: Settings): Digest {
  return Digest.of(canonicalJson(of as Json));
}
