import { Instant } from '../core/index.ts';
import type { Due } from '../operations/credential/due.ts';
import type { Credential } from '../operations/credential/model.ts';
import { counted, table } from './table.ts';

const MOST_LINES = 40;
const day = (millis: number | undefined): string => (millis === undefined ? 'unknown' : Instant.format(Instant.of(millis)).slice(0, 10));
const moment = (millis: number | undefined) => (millis === undefined ? null : Instant.format(Instant.of(millis)));

/** With moments in RFC 3339; what is not known is null, and never left out. */
export function credentialJson({ issuedAt, expiresAt, refreshedAt, owner, strength, ...rest }: Credential) {
  return {
    ...rest,
    owner: owner ?? null,
    strength: strength ?? null,
    issuedAt: moment(issuedAt),
    expiresAt: moment(expiresAt),
    refreshedAt: moment(refreshedAt),
  };
}

export function dueJson({ credential, standing, by, why, unknown }: Due) {
  return { ...credentialJson(credential), standing, due: moment(by), why, unknown };
}

export function listText(credentials: readonly Credential[]): string {
  const rows = credentials
    .slice(0, MOST_LINES)
    .map((each) => [
      each.kind,
      each.source,
      each.strength?.key ?? 'unknown',
      day(each.refreshedAt ?? each.issuedAt),
      day(each.expiresAt),
      each.owner ?? 'unknown',
      each.name,
    ]);
  return [
    `${counted(credentials.length, 'credential')}.`,
    '',
    table(['kind', 'from', 'strength', 'since', 'until', 'owner', 'name'], rows),
    ...more(credentials.length),
  ].join('\n');
}

export function dueText(dues: readonly Due[]): string {
  const count = (standing: Due['standing']) => dues.filter((each) => each.standing === standing).length;
  const rows = dues
    .filter(({ standing }) => standing !== 'later')
    .slice(0, MOST_LINES)
    .map(({ credential, standing, by, why, unknown }) => [
      standing,
      by === undefined ? 'unknown' : by === 0 ? 'at once' : day(by),
      credential.kind,
      credential.owner ?? 'unknown',
      credential.name,
      [...why, ...unknown.map((each) => `${each} unknown`)].join(', '),
    ]);
  return [
    `${counted(dues.length, 'credential')}: ${count('overdue')} overdue, ${count('due')} due, ${count('unknown')} not known, ${count('later')} later.`,
    ...(rows.length === 0 ? [] : ['', table(['', 'due', 'kind', 'owner', 'name', 'why'], rows)]),
    ...more(dues.filter(({ standing }) => standing !== 'later').length),
  ].join('\n');
}

const more = (n: number): readonly string[] => (n > MOST_LINES ? ['', `And ${n - MOST_LINES} more: --json has them.`] : []);
