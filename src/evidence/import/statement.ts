import { canonicalJson, type Digest, Duration, Instant, type Json } from '../../core/index.ts';
import { claimOf } from '../claims/index.ts';
import type { ClaimDeclared, Evidence, Method } from '../model.ts';
import { coversOf, type Looked } from './cover.ts';
import type { ImportContext, Imported, Kept, Mapping, Withheld } from './model.ts';
import { momentOf } from './moment.ts';
import { nearSubjects, resolveSubject } from './resolve.ts';
import { ruleFor } from './rule.ts';
import { worded } from './wording.ts';

/**
 * What the source says of one item. `pass` and `fail`: a test or rule held or did not. `row`: a value to be read, no judgement. `undecided`: it
 * should have told and did not (a crash, an error, a test that did not run); it raises nothing and keeps its group from being called good.
 * `silent`: it speaks of something else.
 */
export type Outcome = { readonly kind: 'pass' | 'fail' | 'row' } | { readonly kind: 'undecided' | 'silent'; readonly why: string };

/** What a mapping may ask for, by name. */
export type Fields = Pick<ReadonlyMap<string, string>, 'get' | 'has'>;

export interface Item {
  readonly at: string;
  /** Kept whole where no statement is made of it. */
  readonly whole: Json;
  readonly fields: Fields;
  readonly outcome: Outcome;
  readonly source: string;
  readonly mediaType: string;
  /** The subject that the item names: it must be on the map. */
  readonly subject?: string;
  /** Words that may mean the subject, where the command names none. */
  readonly hints?: readonly string[];
  readonly observedAt?: string;
  /** Where `observedAt` stands or would stand. */
  readonly momentAt: string;
  readonly finding?: NonNullable<Evidence['finding']>;
  /** Whose it is, and which of several. */
  readonly looked?: Looked;
  /** It is about one of its subject's members, whichever, where no rule names the member or says that it covers the whole. */
  readonly member?: true;
}

/** How an item becomes a claim: by a rule of the mapping, or by the importer's own reading. */
export interface Claiming {
  readonly from: string;
  readonly claim: string;
  readonly value: { readonly is: Json } | { readonly from: string; readonly as?: Readonly<Record<string, Json>> };
  readonly subject?: { readonly is: string } | { readonly from: string };
  readonly method?: Method;
  readonly validFor?: string;
  readonly observedAt?: { readonly is: string } | { readonly from: string };
  readonly member?: { readonly from: string };
  readonly covers?: 'whole';
  /** Values of one subject are added up: a count. Only a sum of nothing is kept back by undecided items. */
  readonly adds?: true;
  /** Where the claim asks something else of the item than what it says by itself. */
  readonly outcome?: Outcome;
}

/** What became of the items; the importer adds its format and what was lost. */
export type Stated = Omit<Imported, 'format' | 'lost'> & { readonly left: ReadonlySet<Json>; readonly withheld: readonly Withheld[] };

interface Member {
  readonly item: Item;
  readonly value: Json | undefined;
  readonly why?: string;
  readonly at: Instant;
}

interface Group {
  readonly claim: ClaimDeclared;
  readonly subject: string;
  readonly claiming: Claiming;
  readonly members: Member[];
}

const MOST_REFS = 100;
const MOST_NEAR = 100;
const REFS_LENGTH = 16_000;

/**
 * Makes statements of the items, one for each claim about each subject. A group says something good only where every item of it does; one that
 * failed makes it bad, and one that could not tell keeps it back. The first rule of the mapping that matches decides, else `byDefault`.
 * Throws `Refused` (ASSAY-IMPORT-003, -010) for moments.
 */
export function stateItems(
  items: readonly Item[],
  context: ImportContext,
  mapping: Mapping | undefined,
  byDefault: (item: Item) => Claiming | undefined,
): Stated {
  const groups = new Map<string, Group>();
  const unclaimed: Kept[] = [];
  const unknown = new Map<string, number>();
  const assumed = new Set<string>();
  const left = new Set<Json>();
  const matched = new Set<number>();
  const leave = (item: Item, why: string) => {
    unclaimed.push({ at: item.at, why, item: item.whole });
    left.add(item.whole);
  };
  for (const bare of items) {
    const rule = mapping === undefined ? undefined : ruleFor(bare.fields, mapping);
    if (rule !== undefined) matched.add(rule.index);
    const claiming = rule?.claiming ?? byDefault(bare);
    const item = claiming?.outcome === undefined ? bare : { ...bare, outcome: claiming.outcome };
    if (claiming === undefined) {
      leave(item, item.outcome.kind === 'silent' || item.outcome.kind === 'undecided' ? item.outcome.why : 'no claim is named for it');
      continue;
    }
    const claim = claimOf(claiming.claim);
    if (claim === undefined) {
      leave(item, `nobody has declared the claim "${worded(claiming.claim, 100)}"`);
      continue;
    }
    const subject = subjectOf(item, claiming, context, assumed);
    if ('unknown' in subject) {
      unknown.set(subject.unknown, (unknown.get(subject.unknown) ?? 0) + 1);
      left.add(item.whole);
      continue;
    }
    if ('none' in subject) {
      leave(item, subject.none);
      continue;
    }
    if (item.outcome.kind === 'silent') {
      leave(item, item.outcome.why);
      continue;
    }
    const seen = moment(item, claiming, context, assumed);
    const key = canonicalJson([
      claim.id,
      subject.known,
      claiming.method ?? '',
      item.outcome.kind === 'row' && claiming.adds !== true ? seen : '',
      claiming.adds === true,
    ]);
    const group = groups.get(key) ?? { claim, subject: subject.known, claiming, members: [] };
    groups.set(key, group);
    group.members.push({ item, at: seen, ...readValue(item, claiming, claim) });
  }

  const evidence: Evidence[] = [];
  const withheld: Withheld[] = [];
  const mapped = new Map<string, { from: string; claim: string; items: number }>();
  let carried = 0;
  for (const group of groups.values()) {
    const { value, carries, why } = decide(group);
    const kept = new Set(carries);
    for (const member of group.members) if (!kept.has(member)) leave(member.item, member.why ?? `held back with the others: ${why}`);
    if (value === undefined) withheld.push({ subject: group.subject, claim: group.claim.id, why });
    if (value === undefined) continue;
    carried += carries.length;
    const label = `${group.claiming.from}\u0000${group.claim.id}`;
    const row = mapped.get(label) ?? { from: group.claiming.from, claim: group.claim.id, items: 0 };
    mapped.set(label, row);
    row.items += carries.length;
    evidence.push(statement(group, value, carries, context, mapping));
  }
  mapping?.rules.forEach((_, index) => {
    if (!matched.has(index)) assumed.add(`rule ${index + 1} of the mapping matched no item`);
  });
  return {
    carried,
    items: items.length,
    evidence,
    mapped: [...mapped.values()],
    unclaimed,
    // Looking for what is near takes time, and nobody reads beyond the first.
    unknownSubjects: [...unknown].map(([name, count], i) => ({
      name: worded(name, 300),
      items: count,
      nearest: i < MOST_NEAR ? nearSubjects(name, context) : [],
    })),
    assumed: [...assumed],
    withheld,
    left,
  };
}

type Found = { readonly known: string } | { readonly unknown: string } | { readonly none: string };

export function subjectOf(
  item: Pick<Item, 'at' | 'fields' | 'subject' | 'hints'>,
  claiming: Pick<Claiming, 'subject'>,
  context: ImportContext,
  assumed: Set<string>,
): Found {
  const wanted = claiming.subject === undefined ? item.subject : 'is' in claiming.subject ? claiming.subject.is : item.fields.get(claiming.subject.from);
  if (claiming.subject !== undefined && (wanted === undefined || wanted.trim() === ''))
    return { none: `it has no "${'from' in claiming.subject ? claiming.subject.from : ''}" to read the subject from` };
  if (wanted !== undefined) {
    const known = resolveSubject(wanted, context);
    return known === undefined ? { unknown: wanted } : { known };
  }
  const [first] = item.hints ?? [];
  const known = (item.hints ?? []).map((hint) => resolveSubject(hint, context)).find((subject) => subject !== undefined);
  if (context.subject !== undefined) {
    if (first !== undefined && known !== context.subject)
      assumed.add(
        `"${worded(first, 200)}" was taken for "${context.subject}", as the command says${known === undefined ? '' : `, although the map has "${known}"`}`,
      );
    return { known: context.subject };
  }
  if (known !== undefined) return { known };
  return first === undefined ? { none: 'the source names no subject, and the command names none' } : { unknown: first };
}

function moment(item: Item, claiming: Claiming, context: ImportContext, assumed: Set<string>): Instant {
  const { observedAt } = claiming;
  if (observedAt === undefined) return momentOf(item.observedAt, item.momentAt, context, assumed);
  if ('is' in observedAt) return momentOf(observedAt.is, 'observedAt of the mapping', context, assumed);
  const text = item.fields.get(observedAt.from);
  return momentOf(text?.trim() === '' ? undefined : text, `"${worded(observedAt.from, 100)}"`, context, assumed, `${item.at}: ${observedAt.from}`);
}

function readValue(item: Item, claiming: Claiming, claim: ClaimDeclared): { value: Json | undefined; why?: string } {
  if (item.outcome.kind === 'undecided') return { value: undefined, why: item.outcome.why };
  const takesBoolean = claim.value.safeParse(true).success;
  // What failed shows the opposite of what it would have shown; a mapping cannot turn it into good news.
  if (item.outcome.kind === 'fail' && takesBoolean) return { value: false };
  const { value } = claiming;
  if ('is' in value) {
    if (item.outcome.kind === 'fail' && claiming.adds !== true) return { value: undefined, why: 'it failed, and what that says of the value is not known' };
    return claim.value.safeParse(value.is).success ? { value: value.is } : { value: undefined, why: `"${claim.id}" does not take this value` };
  }
  const text = item.fields.get(value.from);
  if (text === undefined || text.trim() === '') return { value: undefined, why: `it has no "${worded(value.from, 100)}" to read the value from` };
  const read = value.as === undefined ? [boolean(text), number(text)] : [Object.hasOwn(value.as, text.trim()) ? value.as[text.trim()] : undefined];
  for (const candidate of read) if (candidate !== undefined && claim.value.safeParse(candidate).success) return { value: candidate };
  return { value: undefined, why: `its "${worded(value.from, 100)}" is "${worded(text, 80)}", which is no value of "${claim.id}"` };
}

function boolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (['true', 'yes', 'pass', 'passed'].includes(word)) return true;
  return ['false', 'no', 'fail', 'failed'].includes(word) ? false : undefined;
}

function number(text: string): number | undefined {
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

type Decision =
  | { readonly value: Json; readonly carries: readonly Member[]; readonly why?: never }
  | { readonly value?: never; readonly carries: readonly []; readonly why: string };

function decide(group: Group): Decision {
  const told = group.members.filter((member) => member.value !== undefined);
  const mute = group.members.filter((member) => member.value === undefined);
  const kept = mute[0]?.why ?? 'one of its items could not tell';
  if (told.some((member) => member.value === false)) return { value: false, carries: told };
  if (group.claiming.adds === true) {
    const sum = told.reduce((total, member) => total + (typeof member.value === 'number' ? member.value : 0), 0);
    return sum === 0 && mute.length > 0 ? { carries: [], why: kept } : { value: sum, carries: told };
  }
  if (mute.length > 0) return { carries: [], why: kept };
  const [first] = told;
  const text = canonicalJson(first?.value ?? null);
  const agrees = told.every((member) => canonicalJson(member.value ?? null) === text);
  return agrees && first?.value !== undefined ? { value: first.value, carries: told } : { carries: [], why: 'items of one subject say different things' };
}

function statement(group: Group, value: Json, carries: readonly Member[], context: ImportContext, mapping: Mapping | undefined): Evidence {
  const { claim, claiming, subject } = group;
  const members = carries.filter((member) => member.value === value);
  const witnesses = members.length > 0 ? members : carries;
  const sources = [...new Set(witnesses.map((member) => member.item.source))];
  const by = claiming.from.startsWith('rule ')
    ? `; ${claiming.from} of ${mapping?.file ?? 'the mapping'} ${mapping?.digest?.slice(7, 19) ?? ''}`.trimEnd()
    : '';
  // The oldest of what is cited: a statement must not outlive what it rests on.
  const at = witnesses.reduce((least, member) => (member.at < least ? member.at : least), witnesses[0]?.at ?? context.now);
  const finding = found(carries);
  const ofMembers = claiming.member !== undefined || carries.every(({ item }) => item.member === true);
  const total = ofMembers && claiming.covers !== 'whole' ? context.populations?.get(subject) : undefined;
  const covers = coversOf(witnesses.flatMap(({ item }) => item.looked ?? []))?.covers;
  const shorter = claiming.validFor !== undefined && Duration.parse(claiming.validFor) < Duration.parse(claim.validFor);
  return {
    subject,
    claim: claim.id,
    // The same JSON; the schema's type of it is not read-only.
    value: value as Evidence['value'],
    observedAt: Instant.format(at),
    validFor: shorter ? (claiming.validFor ?? claim.validFor) : claim.validFor,
    source: `${worded(sources.join(', '), 299 - by.length)}${by}`,
    method: claiming.method ?? 'import',
    ...(finding === undefined ? {} : { finding }),
    ...(covers === undefined ? {} : { covers }),
    ...(total === undefined
      ? {}
      : {
          population: { total, seen: Math.min(total, seenOf(witnesses, claiming)), query: `the rows of ${worded(context.file.split('/').at(-1) ?? '', 200)}` },
        }),
    raw: { digest: context.digest as Digest, mediaType: witnesses[0]?.item.mediaType ?? 'application/octet-stream' },
  };
}

/** Different names of members, large and small letters alike. Items that name none may all be about one, and about one that is named. */
function seenOf(witnesses: readonly Member[], { member }: Claiming): number {
  const named = witnesses.map(({ item }) => (member === undefined ? '' : (item.fields.get(member.from) ?? '').normalize('NFKC').trim().toLowerCase()));
  return Math.max(1, new Set(named.filter((name) => name !== '')).size);
}

const SEVERITIES = ['none', 'low', 'medium', 'high', 'critical'];

/** The worst of the findings, with every place of all of them that fits. */
function found(members: readonly Member[]): Evidence['finding'] {
  const findings = members.flatMap(({ item }) => (item.finding === undefined ? [] : [item.finding]));
  const rank = (finding: NonNullable<Evidence['finding']>) => SEVERITIES.indexOf(finding.severity ?? 'none');
  const worst = findings.reduce<Evidence['finding']>((most, next) => (most === undefined || rank(next) > rank(most) ? next : most), undefined);
  if (worst === undefined) return undefined;
  const refs: string[] = [];
  let length = 0;
  for (const ref of new Set(findings.flatMap((finding) => finding.refs ?? []))) {
    length += ref.length;
    if (refs.length === MOST_REFS || length > REFS_LENGTH) break;
    refs.push(ref);
  }
  return { ...worst, ...(refs.length === 0 ? {} : { refs }) };
}
