import { lapsing } from '../../assurance/lapsing.ts';
import { Instant, Refused } from '../../core/index.ts';
import { CLAIMS } from '../../evidence/claims/index.ts';
import { hasRaw } from '../../evidence/edge/raw.ts';
import { claimOf, evidenceDigest, freshness, type RecordedEvidence, strength } from '../../evidence/index.ts';
import { type SourceHealth, sourcesAt } from '../../evidence/sources.ts';
import { leafHash } from '../../ledger/hash.ts';
import type { Seq } from '../../ledger/model.ts';
import { serverFaults } from '../faults.ts';
import type { Desk } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { importQuestion, readQuestion } from './intake.ts';
import type { ClaimsAnswer, EvidenceList, EvidenceOne, LapsingAnswer, SourcesAnswer } from './model.ts';
import { type Aged, agedAt, type Filter, grouped, passing, shown } from './shown.ts';

const MOST_GROUPS = 500;
const MOST_FACETS = 1000;
const MOST_OTHERS = 20;

interface At {
  readonly at?: string | undefined;
}

const momentOf = (desk: Desk, { at }: At): Instant => (at === undefined ? desk.now() : Instant.parse(at));

/** Evidence needs no map to be shown: only what follows from it does. */
function headOf(desk: Desk): EvidenceList['head'] {
  const { size, root } = desk.folded.head;
  return { size, root, origin: desk.ledger.origin };
}

interface ListAsked extends Filter, At {
  readonly sort: string;
  readonly group?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export const evidenceQuestion = question('evidence.list', (desk, asked: ListAsked): EvidenceList => {
  const at = momentOf(desk, asked);
  const all = agedAt(desk.folded.evidence, at);
  const through = passing(all, asked);
  const fresh = through.filter((one) => one.fresh).length;
  const { page, next } = paged(through, asked);
  const groups = asked.group === undefined ? [] : grouped(through, asked.group, at);
  return {
    at: Instant.format(at),
    head: headOf(desk),
    answer: said(all, through, at),
    total: through.length,
    fresh,
    all: all.length,
    statements: page.map((one) => shown(desk.ledger, one, at)),
    next,
    groups: groups.slice(0, MOST_GROUPS),
    groupsLeftOut: Math.max(0, groups.length - MOST_GROUPS),
    facets: {
      sources: distinct(all, ({ source }) => source),
      claims: distinct(all, ({ claim }) => claim),
      methods: [...new Set(all.map(({ evidence }) => evidence.method))],
      subjects: distinct(all, ({ subject }) => subject),
    },
  };
});

function distinct(all: readonly Aged[], of: (evidence: RecordedEvidence) => string): string[] {
  return [...new Set(all.map(({ evidence }) => of(evidence)))].sort().slice(0, MOST_FACETS);
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

function said(all: readonly Aged[], through: readonly Aged[], at: Instant): string {
  if (all.length === 0) return 'Nothing has been seen yet, so nothing can be proven.';
  const fresh = through.filter((one) => one.fresh);
  const filtered = through.length === all.length ? '' : ` of the ${counted(all.length, 'statement')}`;
  if (through.length === 0) return `None${filtered} is as these filters ask.`;
  const soon = fresh.filter((one) => one.expires - at < 30 * 86_400_000).length;
  const lapses =
    fresh.length === 0 ? '' : soon === 0 ? ' None of them lapses within 30 days.' : ` ${counted(soon, 'of them lapses', 'of them lapse')} within 30 days.`;
  const shownNow = filtered === '' ? counted(through.length, 'statement') : `${through.length.toLocaleString('en-GB')}${filtered}`;
  return `${shownNow}: ${counted(fresh.length, 'may still be relied on', 'may still be relied on')}, ${counted(through.length - fresh.length, 'has lapsed', 'have lapsed')}.${lapses}`;
}

function paged(all: readonly Aged[], { sort, after, limit }: ListAsked): { readonly page: readonly Aged[]; readonly next: string | null } {
  const turn = sort.startsWith('-') ? -1 : 1;
  const name = sort.replace(/^-/, '');
  const key = ({ evidence, seenAt, expires }: Aged) => (name === 'seen' ? seenAt : name === 'expiry' ? expires : evidence.seq);
  const order = (a: { key: number; seq: number }, b: { key: number; seq: number }) => turn * (a.key - b.key || a.seq - b.seq);
  const placed = all.map((one) => ({ one, key: key(one), seq: one.evidence.seq })).sort(order);
  const from = after === undefined ? undefined : readCursor(after);
  const rest = from === undefined ? placed : placed.filter((each) => order(each, from) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { page: page.map(({ one }) => one), next: rest.length > limit && last !== undefined ? writeCursor(last) : null };
}

export const statementQuestion = question('evidence.one', (desk, asked: At & { readonly seq: number }): EvidenceOne => {
  const at = momentOf(desk, asked);
  const { evidence } = desk.folded;
  const found = evidence.find(({ seq }) => seq === asked.seq);
  const [aged] = found === undefined ? [] : agedAt([found], at);
  const [entry] = found === undefined ? [] : desk.ledger.read(found.seq as Seq, 1);
  if (found === undefined || entry === undefined) throw noStatement(asked.seq);
  if (aged === undefined) throw notYet(asked.seq, found.observedAt);
  const { seq: _, ...bare } = found;
  const claim = claimOf(found.claim);
  const decides = desk.map === undefined ? [] : decidesAt(desk, at, found.seq);
  const one = shown(desk.ledger, aged, at);
  return {
    at: Instant.format(at),
    head: headOf(desk),
    answer: answerOf(one.state, one.expiresAt, decides),
    statement: one,
    canonical: entry.canonical,
    leafHash: leafHash(entry.canonical),
    digest: evidenceDigest(bare),
    strength: strength(found.method),
    says: claim?.whenTrue ?? null,
    longest: claim?.validFor ?? null,
    rawKept: hasRaw(desk.dataDir, found.raw.digest),
    decides,
    others: evidence
      .filter((other) => other.seq !== found.seq && other.claim === found.claim && other.subject === found.subject)
      .sort((a, b) => Instant.parse(b.observedAt) - Instant.parse(a.observedAt) || b.seq - a.seq)
      .slice(0, MOST_OTHERS)
      .map((other) => ({
        seq: other.seq,
        observedAt: other.observedAt,
        method: other.method,
        source: other.source,
        value: other.value,
        state: freshness(other, at),
      })),
  };
});

/** What was seen to fail does not heal by growing old (decision 0005): it stands until somebody looks again as hard. */
function answerOf(state: 'fresh' | 'expired', expiresAt: string, decides: EvidenceOne['decides']): string {
  const day = expiresAt.slice(0, 10);
  const rests = decides.length === 0 ? 'No verdict rests on it now.' : `${counted(decides.length, 'verdict rests', 'verdicts rest')} on it.`;
  if (state === 'fresh') return `This may be relied on until ${day}. ${rests}`;
  if (decides.some(({ verdict }) => verdict === 'failing'))
    return `Its time was over on ${day}, and what it saw to fail stands until a later look, as strong, shows otherwise. ${rests}`;
  return `This lapsed on ${day} and proves nothing now. ${rests}`;
}

function decidesAt(desk: Desk, at: Instant, seq: number): EvidenceOne['decides'] {
  return desk.at(at).position.controls.flatMap(({ control, subjects }) =>
    subjects.flatMap(({ pieces }) =>
      pieces.flatMap(({ subject, judgement }) => {
        const check = judgement.checks.find(({ evidence }) => evidence.includes(seq));
        return check === undefined ? [] : [{ control: control.id, title: control.title, subject, verdict: judgement.verdict, why: check.why }];
      }),
    ),
  );
}

function noStatement(seq: number): Refused {
  return new Refused(
    serverFaults.fault('003', {
      message: 'this is not permitted, or there is no such thing',
      expected: 'the entry of a statement of evidence',
      found: `entry ${seq}`,
      remedy: 'Look for the entry in the ledger: not every entry is a statement.',
    }),
  );
}

function notYet(seq: number, observedAt: string): Refused {
  return new Refused(
    serverFaults.fault('003', {
      message: 'this had not been seen at the moment that is asked about',
      expected: `a moment from ${observedAt} on`,
      found: `entry ${seq}, before it was seen`,
      remedy: 'Ask about a later moment.',
    }),
  );
}

export const lapsingQuestion = question('evidence.lapsing', (desk, asked: At & { readonly days: number }): LapsingAnswer => {
  const at = momentOf(desk, asked);
  const until = Instant.of(at + asked.days * 86_400_000);
  const seen = desk.at(at);
  const known = seen.evidence.filter((one) => freshness(one, at) !== 'future');
  const moments = lapsing({ map: seen.map, evidence: known, exclusions: seen.exclusions, at, standards: seen.standards }, until);
  const statements = moments.flatMap((one) => one.statements);
  const verdicts = moments.flatMap((one) => one.verdicts);
  const requirements = moments.flatMap((one) => one.requirements).filter(({ from }) => from === 'proven');
  // Calm is not said of what is over already.
  const over = known.filter((one) => freshness(one, at) === 'expired').length;
  const past =
    over === 0
      ? ''
      : over === known.length
        ? `${over === 1 ? 'The one statement has' : `All ${counted(over, 'statement')} have`} lapsed already. `
        : `${over} of ${counted(known.length, 'statement')} ${over === 1 ? 'has' : 'have'} lapsed already. `;
  return {
    at: Instant.format(at),
    head: seen.head,
    answer:
      statements.length === 0
        ? `${past}Nothing ${past === '' ? '' : 'more '}lapses in the next ${asked.days} days.`
        : `${past}${counted(statements.length, 'statement lapses', 'statements lapse')} in the next ${asked.days} days, and ${counted(verdicts.length, 'verdict changes', 'verdicts change')} with them${requirements.length === 0 ? '' : `; ${counted(requirements.length, 'requirement is', 'requirements are')} no longer proven`}, unless somebody looks again.`,
    until: Instant.format(until),
    statements: statements.length,
    verdicts: verdicts.length,
    requirements: requirements.length,
    moments: moments.map((one) => ({
      at: one.at,
      statements: one.statements.map(({ seq, subject, claim, source, method, observedAt }) => ({ seq, subject, claim, source, method, observedAt })),
      verdicts: [...one.verdicts],
      requirements: [...one.requirements],
      goals: one.goals,
    })),
    renewals: renewalsOf(moments),
  };
});

/** By source, since the same tool or person looks again; with who usually does what the verdicts need. */
function renewalsOf(moments: ReturnType<typeof lapsing>): LapsingAnswer['renewals'] {
  const found = new Map<string, { who: Set<string>; statements: number; verdicts: Set<string>; first: string }>();
  for (const { at, statements, verdicts } of moments) {
    for (const { source, subject } of statements) {
      const one = found.get(source) ?? { who: new Set(), statements: 0, verdicts: new Set(), first: at };
      found.set(source, one);
      one.statements += 1;
      for (const moved of verdicts) {
        if (moved.subject !== subject && !subject.startsWith(`${moved.subject}/`) && !subject.startsWith(`${moved.subject}#`)) continue;
        one.who.add(moved.who);
        one.verdicts.add(`${moved.control}@${moved.subject}`);
      }
    }
  }
  return [...found]
    .map(([source, { who, statements, verdicts, first }]) => ({ source, who: [...who].sort(), statements, verdicts: verdicts.size, first }))
    .sort((a, b) => b.verdicts - a.verdicts || (a.first < b.first ? -1 : 1));
}

export const sourcesQuestion = question('evidence.sources', (desk, asked: At): SourcesAnswer => {
  const at = momentOf(desk, asked);
  const sources = sourcesAt(desk.folded.evidence, at);
  return {
    at: Instant.format(at),
    head: headOf(desk),
    answer: sourcesSaid(sources),
    sources: sources.map((one) => ({ ...one, claims: [...one.claims], methods: [...one.methods] })),
  };
});

function sourcesSaid(sources: readonly SourceHealth[]): string {
  if (sources.length === 0) return 'No source has reported yet.';
  const of = (state: SourceHealth['state']) => sources.filter((one) => one.state === state).length;
  const parts = [
    ...(of('late') === 0 ? [] : [`${counted(of('late'), 'is', 'are')} late`]),
    ...(of('silent') === 0 ? [] : [`of ${counted(of('silent'), 'source')} nothing may be relied on any more`]),
  ];
  return `${counted(sources.length, 'source has', 'sources have')} reported${parts.length === 0 ? '; none is late.' : `: ${parts.join(', and ')}.`}`;
}

export const claimsQuestion = question('evidence.claims', (desk, _: Record<never, never>): ClaimsAnswer => {
  const counts = new Map<string, number>();
  for (const { claim } of desk.folded.evidence) counts.set(claim, (counts.get(claim) ?? 0) + 1);
  const { map } = desk;
  return {
    claims: CLAIMS.map((claim) => ({
      id: claim.id,
      layer: claim.layer,
      says: claim.whenTrue,
      validFor: claim.validFor,
      // A schema is JSON; its type does not say so.
      value: claim.value.toJSONSchema() as ClaimsAnswer['claims'][number]['value'],
      statements: counts.get(claim.id) ?? 0,
    })),
    subjects:
      map === undefined
        ? []
        : [
            { id: map.service.id, name: map.service.name, kind: 'service' },
            ...map.parts.flatMap((part) => [
              { id: part.id, name: part.name, kind: part.kind },
              ...(part.variants ?? []).map((variant) => ({ id: `${part.id}/${variant.id}`, name: variant.name ?? variant.id, kind: 'variant' })),
            ]),
            ...map.flows.map(({ id }) => ({ id, name: id, kind: 'flow' })),
            ...map.links.map(({ id }) => ({ id, name: id, kind: 'link' })),
            ...map.gates.map(({ id }) => ({ id, name: id, kind: 'gate' })),
            ...map.assets.map(({ id, name }) => ({ id, name, kind: 'asset' })),
            ...map.policies.map(({ id }) => ({ id, name: id, kind: 'policy' })),
          ],
    size: desk.folded.head.size,
  };
});

export const EVIDENCE_QUESTIONS = [evidenceQuestion, statementQuestion, lapsingQuestion, sourcesQuestion, claimsQuestion, readQuestion, importQuestion];
