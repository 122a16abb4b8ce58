import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { Instant, type Json } from '../../../core/index.ts';
import type { DataClass } from '../../authorization/model.ts';
import type { OwnershipEnded } from '../../device/events.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId, HouseholdId, MemberId } from '../../fleet/model.ts';
import { HOUSEHOLD_EVENTS, type HouseholdEvent } from '../events.ts';
import { consentKey, NO_HOUSEHOLD } from '../evolve.ts';
import type { Consent, Household, Member, Role, Share, ShareId, Visit, VisitId } from '../model.ts';

/** The tables of households. Moments are milliseconds. Ends stay in them, so that an explanation can say when something ended. */
export const householdProjector: Projector = {
  room: 'household',
  version: 1,
  // A device that leaves a household takes along what was shared of it and who came to see to it: should it ever come back, nobody else comes with it.
  types: [...HOUSEHOLD_EVENTS, 'ownership.ended'],
  schema: `
CREATE TABLE household (id TEXT PRIMARY KEY, founded_at INTEGER NOT NULL, dissolved_at INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE household_member (id TEXT PRIMARY KEY, household TEXT NOT NULL, role TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, left_at INTEGER) STRICT, WITHOUT ROWID;
CREATE INDEX household_member_of ON household_member (household);
CREATE TABLE household_share (id TEXT PRIMARY KEY, household TEXT NOT NULL, device TEXT NOT NULL, channel TEXT, member TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, ended_at INTEGER) STRICT, WITHOUT ROWID;
CREATE INDEX household_share_to ON household_share (member, device);
CREATE INDEX household_share_of ON household_share (household);
CREATE INDEX household_share_device ON household_share (device);
CREATE TABLE household_visit (id TEXT PRIMARY KEY, household TEXT NOT NULL, supporter TEXT NOT NULL, device TEXT, minutes INTEGER NOT NULL, asked_at INTEGER NOT NULL, agreed_at INTEGER, until INTEGER, ended_at INTEGER) STRICT, WITHOUT ROWID;
CREATE INDEX household_visit_by ON household_visit (supporter, household);
CREATE INDEX household_visit_of ON household_visit (household);
CREATE TABLE household_consent (household TEXT NOT NULL, purpose TEXT NOT NULL, class TEXT NOT NULL, given_at INTEGER NOT NULL, until INTEGER, withdrawn_at INTEGER, PRIMARY KEY (household, purpose, class)) STRICT, WITHOUT ROWID;
`,
  apply(db, type, body) {
    if (type === 'ownership.ended') {
      released(db, body as unknown as OwnershipEnded);
      return;
    }
    // Bodies are this room's own events, as the decider gave them.
    applied(db, { ...(body as { readonly [key: string]: Json }), type } as unknown as HouseholdEvent);
  },
};

function released(db: DatabaseSync, { device, household, at }: OwnershipEnded): void {
  const ended = Instant.parse(at);
  for (const table of ['household_share', 'household_visit'])
    prepared(db, `UPDATE ${table} SET ended_at = ? WHERE device = ? AND household = ? AND ended_at IS NULL`).run(ended, device, household);
}

const moment = (text: string | undefined): number | null => (text === undefined ? null : Instant.parse(text));

function applied(db: DatabaseSync, event: HouseholdEvent): void {
  const run = (sql: string, ...values: readonly (string | number | null)[]) => prepared(db, sql).run(...values);
  const { household } = event;
  const at = Instant.parse(event.at);
  switch (event.type) {
    case 'household.founded':
      // Two acts under two keys may have been decided side by side: the first holder of an id keeps it, and the ledger can always be applied.
      run('INSERT INTO household VALUES (?, ?, NULL) ON CONFLICT DO NOTHING', household, at);
      run('INSERT INTO household_member VALUES (?, ?, ?, ?, NULL, NULL) ON CONFLICT DO NOTHING', event.owner, household, 'owner', at);
      return;
    case 'household.dissolved':
      run('UPDATE household SET dissolved_at = ? WHERE id = ?', at, household);
      run('UPDATE household_member SET left_at = ? WHERE household = ? AND left_at IS NULL', at, household);
      run('UPDATE household_share SET ended_at = ? WHERE household = ? AND ended_at IS NULL', at, household);
      run('UPDATE household_visit SET ended_at = ? WHERE household = ? AND ended_at IS NULL', at, household);
      run('UPDATE household_consent SET withdrawn_at = ? WHERE household = ? AND withdrawn_at IS NULL', at, household);
      return;
    case 'member.joined':
      // An id that another household has is not taken from it: ids are made anew for each membership, and the first holder keeps it.
      run(
        'INSERT INTO household_member VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT (id) DO UPDATE SET role = excluded.role, since = excluded.since, until = excluded.until WHERE household = excluded.household',
        event.member,
        household,
        event.role,
        at,
        moment(event.until),
      );
      return;
    case 'member.changed':
      run('UPDATE household_member SET role = ?, until = ? WHERE id = ? AND household = ?', event.role, moment(event.until), event.member, household);
      return;
    case 'member.left':
      run('UPDATE household_member SET left_at = ? WHERE id = ? AND household = ? AND left_at IS NULL', at, event.member, household);
      run('UPDATE household_share SET ended_at = ? WHERE household = ? AND member = ? AND ended_at IS NULL', at, household, event.member);
      return;
    case 'share.given':
      run(
        'INSERT INTO household_share VALUES (?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (id) DO NOTHING',
        event.share,
        household,
        event.device,
        event.channel ?? null,
        event.to,
        moment(event.from),
        moment(event.until),
      );
      return;
    case 'share.ended':
      run('UPDATE household_share SET ended_at = ? WHERE id = ? AND household = ? AND ended_at IS NULL', at, event.share, household);
      return;
    case 'visit.asked':
      run(
        'INSERT INTO household_visit VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL) ON CONFLICT (id) DO NOTHING',
        event.visit,
        household,
        event.supporter,
        event.device ?? null,
        event.minutes,
        at,
      );
      return;
    case 'visit.agreed':
      run('UPDATE household_visit SET agreed_at = ?, until = ? WHERE id = ? AND household = ?', at, moment(event.until), event.visit, household);
      return;
    case 'visit.ended':
      run('UPDATE household_visit SET ended_at = ? WHERE id = ? AND household = ? AND ended_at IS NULL', at, event.visit, household);
      return;
    case 'consent.given':
      run('INSERT OR REPLACE INTO household_consent VALUES (?, ?, ?, ?, ?, NULL)', household, event.purpose, event.class, at, moment(event.until));
      return;
    case 'consent.withdrawn':
      run(
        'UPDATE household_consent SET withdrawn_at = ? WHERE household = ? AND purpose = ? AND class = ? AND withdrawn_at IS NULL',
        at,
        household,
        event.purpose,
        event.class,
      );
  }
}

type Row = Readonly<Record<string, SQLOutputValue>>;
const textOf = (row: Row, key: string): string => String(row[key]);
const when = (row: Row, key: string): Instant => Instant.of(Number(row[key]));
const set = <K extends string>(name: K, value: SQLOutputValue | undefined): { readonly [key in K]?: Instant } =>
  (typeof value === 'number' ? { [name]: Instant.of(value) } : {}) as { readonly [key in K]?: Instant };
const word = <K extends string>(name: K, value: SQLOutputValue | undefined): { readonly [key in K]?: string } =>
  (typeof value === 'string' ? { [name]: value } : {}) as { readonly [key in K]?: string };

const memberOf = (row: Row): Member => ({
  id: textOf(row, 'id') as MemberId,
  role: textOf(row, 'role') as Role,
  since: when(row, 'since'),
  ...set('until', row['until']),
  ...set('leftAt', row['left_at']),
});
const shareOf = (row: Row): Share => ({
  id: textOf(row, 'id') as ShareId,
  device: textOf(row, 'device') as DeviceId,
  ...word('channel', row['channel']),
  to: textOf(row, 'member') as MemberId,
  from: when(row, 'since'),
  until: when(row, 'until'),
  ...set('endedAt', row['ended_at']),
});
const visitOf = (row: Row): Visit => ({
  id: textOf(row, 'id') as VisitId,
  supporter: textOf(row, 'supporter') as MemberId,
  ...(word('device', row['device']) as { readonly device?: DeviceId }),
  minutes: Number(row['minutes']),
  askedAt: when(row, 'asked_at'),
  ...set('agreedAt', row['agreed_at']),
  ...set('until', row['until']),
  ...set('endedAt', row['ended_at']),
});
const consentOf = (row: Row): Consent => ({
  purpose: textOf(row, 'purpose'),
  dataClass: textOf(row, 'class') as DataClass,
  givenAt: when(row, 'given_at'),
  ...set('until', row['until']),
  ...set('withdrawnAt', row['withdrawn_at']),
});

/** What other rooms may ask of households. Each reads by an index; what is asked for is one person, one device or one household, never all. */
export interface HouseholdQuestions {
  /** The whole of it, for the decider; `NO_HOUSEHOLD` where there is none. */
  household(id: HouseholdId): Household;
  homeOfShare(id: ShareId): HouseholdId | undefined;
  homeOfVisit(id: VisitId): HouseholdId | undefined;
  member(id: MemberId): (Member & { readonly household: HouseholdId }) | undefined;
  /** Ever given of this device to this person, newest end last; at most 100. */
  shares(to: MemberId, device: DeviceId): readonly (Share & { readonly household: HouseholdId })[];
  /** Of any device, ever given to this person, newest end last; at most 500. */
  sharedWith(to: MemberId): readonly Share[];
  visits(supporter: MemberId, household: HouseholdId): readonly Visit[];
  consent(household: HouseholdId, purpose: string, dataClass: DataClass): Consent | undefined;
  /** Households that shared with this person or that they visit: whose answers change when the person does. */
  reachOf(member: MemberId): readonly HouseholdId[];
  membersOf(household: HouseholdId): readonly MemberId[];
  /** Everybody to whom something of this device of the household could be allowed. */
  peopleOf(device: DeviceId, household: HouseholdId): readonly MemberId[];
}

export function householdQuestions(db: DatabaseSync): HouseholdQuestions {
  const one = {
    household: db.prepare('SELECT * FROM household WHERE id = ?'),
    member: db.prepare('SELECT * FROM household_member WHERE id = ?'),
    share: db.prepare('SELECT household FROM household_share WHERE id = ?'),
    visit: db.prepare('SELECT household FROM household_visit WHERE id = ?'),
    consent: db.prepare('SELECT * FROM household_consent WHERE household = ? AND purpose = ? AND class = ?'),
  };
  const many = {
    members: db.prepare('SELECT * FROM household_member WHERE household = ?'),
    shares: db.prepare('SELECT * FROM household_share WHERE household = ?'),
    visits: db.prepare('SELECT * FROM household_visit WHERE household = ?'),
    consents: db.prepare('SELECT * FROM household_consent WHERE household = ?'),
    sharesTo: db.prepare('SELECT * FROM (SELECT * FROM household_share WHERE member = ? AND device = ? ORDER BY until DESC, id LIMIT 100) ORDER BY until, id'),
    allTo: db.prepare('SELECT * FROM (SELECT * FROM household_share WHERE member = ? ORDER BY until DESC, id LIMIT 500) ORDER BY until, id'),
    visitsBy: db.prepare(
      'SELECT * FROM (SELECT * FROM household_visit WHERE supporter = ? AND household = ? ORDER BY asked_at DESC, id LIMIT 100) ORDER BY asked_at, id',
    ),
    people: db.prepare(
      'SELECT id FROM household_member WHERE household = ?1 AND left_at IS NULL UNION SELECT member FROM household_share WHERE device = ?2 AND household = ?1 AND ended_at IS NULL UNION SELECT supporter FROM household_visit WHERE household = ?1 AND ended_at IS NULL ORDER BY 1',
    ),
    reach: db.prepare(
      'SELECT household FROM household_share WHERE member = ?1 AND ended_at IS NULL UNION SELECT household FROM household_visit WHERE supporter = ?1 AND ended_at IS NULL',
    ),
  };
  const homeOf = (row: Row | undefined) => (row === undefined ? undefined : (textOf(row, 'household') as HouseholdId));
  return {
    homeOfShare: (id) => homeOf(one.share.get(id)),
    homeOfVisit: (id) => homeOf(one.visit.get(id)),
    household(id) {
      const row = one.household.get(id);
      if (row === undefined) return NO_HOUSEHOLD;
      const members = many.members.all(id).map(memberOf);
      const shares = many.shares.all(id).map(shareOf);
      const visits = many.visits.all(id).map(visitOf);
      const consents = many.consents.all(id).map(consentOf);
      return {
        id,
        foundedAt: when(row, 'founded_at'),
        ...set('dissolvedAt', row['dissolved_at']),
        members: new Map(members.map((each) => [each.id, each])),
        shares: new Map(shares.map((each) => [each.id, each])),
        visits: new Map(visits.map((each) => [each.id, each])),
        consents: new Map(consents.map((each) => [consentKey({ purpose: each.purpose, class: each.dataClass }), each])),
      };
    },
    member(id) {
      const row = one.member.get(id);
      return row === undefined ? undefined : { ...memberOf(row), household: textOf(row, 'household') as HouseholdId };
    },
    shares: (to, device) => many.sharesTo.all(to, device).map((row) => ({ ...shareOf(row), household: textOf(row, 'household') as HouseholdId })),
    sharedWith: (to) => many.allTo.all(to).map(shareOf),
    visits: (supporter, household) => many.visitsBy.all(supporter, household).map(visitOf),
    consent(household, purpose, dataClass) {
      const row = one.consent.get(household, purpose, dataClass);
      return row === undefined ? undefined : consentOf(row);
    },
    peopleOf: (device, household) => many.people.all(household, device).map((row) => textOf(row, 'id') as MemberId),
    reachOf: (member) => many.reach.all(member).map((row) => textOf(row, 'household') as HouseholdId),
    membersOf: (household) => many.members.all(household).map((row) => textOf(row, 'id') as MemberId),
  };
}
