import type { Credential, Policy } from './model.ts';

/** `weak`: due at once, by its strength. `unknown`: nothing that is known makes it due, and something that would have to be known is not. */
export type Standing = 'overdue' | 'due' | 'unknown' | 'later';

export interface Due {
  readonly credential: Credential;
  readonly standing: Standing;
  /** Milliseconds: by when a new one has to be in its place. Absent where nothing known gives a moment. */
  readonly by?: number;
  readonly why: readonly string[];
  /** What is not known of it. */
  readonly unknown: readonly ('owner' | 'age' | 'expiry' | 'strength')[];
}

/** Kinds that say themselves when they end: without it, more is missing than a date that somebody might have set. */
const ENDING = new Set(['device-certificate', 'server-certificate', 'ca-key', 'api-token']);

/** When a credential is due at `at`, by the policy of its kind. `ahead`: milliseconds within which it counts as due and not as later. */
export function dueOf(credential: Credential, policy: Policy, at: number, ahead: number): Due {
  const { kind, issuedAt, refreshedAt, expiresAt, owner, strength } = credential;
  const { maximumAge, before = 0 } = policy[kind];
  const born = refreshedAt ?? issuedAt;
  const moments: { readonly by: number; readonly why: string }[] = [];
  if (strength?.verdict === 'weak') moments.push({ by: 0, why: `weak: ${strength.key}` });
  if (born !== undefined && maximumAge !== undefined) moments.push({ by: born + maximumAge, why: 'age' });
  if (expiresAt !== undefined) moments.push({ by: expiresAt - before, why: expiresAt <= at ? 'expired' : 'expiry' });
  const unknown: Due['unknown'][number][] = [];
  if (owner === undefined) unknown.push('owner');
  if (born === undefined || born > at) unknown.push('age');
  if (expiresAt === undefined && ENDING.has(kind)) unknown.push('expiry');
  if (strength === undefined ? ENDING.has(kind) && kind !== 'api-token' : strength.verdict === 'unknown') unknown.push('strength');
  const first = moments.reduce<number | undefined>((least, { by }) => (least === undefined || by < least ? by : least), undefined);
  const standing =
    first !== undefined && first <= at ? 'overdue' : first !== undefined && first <= at + ahead ? 'due' : unknown.length > 0 ? 'unknown' : 'later';
  return {
    credential,
    standing,
    ...(first === undefined ? {} : { by: first }),
    why: moments.filter(({ by }) => by <= at + ahead).map(({ why }) => why),
    unknown,
  };
}

const ORDER: Readonly<Record<Standing, number>> = { overdue: 0, due: 1, unknown: 2, later: 3 };

/** Of all of them, what is most urgent first. */
export function duesOf(credentials: readonly Credential[], policy: Policy, at: number, ahead: number): readonly Due[] {
  return credentials
    .map((credential) => dueOf(credential, policy, at, ahead))
    .sort(
      (a, b) =>
        ORDER[a.standing] - ORDER[b.standing] ||
        (a.by ?? Number.MAX_SAFE_INTEGER) - (b.by ?? Number.MAX_SAFE_INTEGER) ||
        (a.credential.id < b.credential.id ? -1 : 1),
    );
}
