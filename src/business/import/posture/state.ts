import { type Digest, Instant, type Json, Refused } from '../../../core/index.ts';
import { claimOf } from '../../../evidence/claims/index.ts';
import { type ImportContext, type Imported, type Kept, type Mapping, stateItems, type Withheld } from '../../../evidence/import/index.ts';
import { momentOf } from '../../../evidence/import/moment.ts';
import { nearSubjects } from '../../../evidence/import/resolve.ts';
import { worded } from '../../../evidence/import/wording.ts';
import type { Evidence } from '../../../evidence/model.ts';
import { businessImportFaults } from '../faults.ts';
import { type BusinessImported, OUTCOMES, type Outcome } from '../model.ts';
import { type Checked, strictestOf, withoutVersion, worstOf } from './check.ts';
import { type ClaimRow, claimed, namedBy } from './rows.ts';
import { placer } from './subject.ts';

const RESULT = 'baseline.result';
const KEPT = 'baseline.kept';
const MOST_STATEMENTS = 20_000;
const MOST_REFS = 20;
const MOST_SAID = 100;

/** What a tool checked, in its own order. */
export interface Posture {
  readonly format: string;
  /** The tool and its version. */
  readonly source: string;
  readonly mediaType: string;
  readonly results: readonly Checked[];
  readonly rows: readonly ClaimRow[];
  /** Why the report cannot show that a baseline was checked whole; then it never says that one is kept. */
  readonly partial?: string;
  /** Checks that were owed and of which there is no result: they count as not made. */
  readonly owed?: readonly (Pick<Checked, 'words' | 'kind' | 'named' | 'tenant'> & { readonly why: string })[];
  /** Items of the source that were set aside before, kept whole. */
  readonly aside?: readonly Kept[];
  readonly assumed?: readonly string[];
  /** What no statement carries, given the items of which none was made. */
  readonly lost: (left: ReadonlySet<Json>) => Imported['lost'];
}

/** Results of one subject. */
interface About {
  readonly subject: string;
  readonly results: Checked[];
  /** Nothing is concluded from its results. */
  readonly loosely: boolean;
  /** Why something owed was not checked. */
  readonly owed: string[];
}

/**
 * Statements of a posture report: each check's result at each subject, whether its baseline is kept, and the claims that a declared table draws from named
 * checks. Only a pass raises anything: what failed makes false, and what erred, was left out or could not be looked at keeps back. Throws `Refused`
 * (ASSAY-BIMPORT-012, -013; ASSAY-IMPORT-003, -010 for moments).
 */
export function statePosture(posture: Posture, context: ImportContext, mapping: Mapping | undefined): BusinessImported {
  const { results } = posture;
  if (results.length === 0 && (posture.aside ?? []).length === 0) throw empty(context.file);
  const assumed = new Set<string>(posture.assumed);
  const unknown = new Map<string, number>();
  const aside: Kept[] = [...(posture.aside ?? [])];
  const left = new Set<Json>(aside.map(({ item }) => item));
  const abouts = gather(posture, context, { assumed, unknown, aside, left });
  const state = writer(posture, context, assumed);
  const evidence: Evidence[] = [];
  const withheld: Withheld[] = [];
  const mapped = new Map<string, { readonly from: string; readonly claim: string; readonly of: Set<Checked> }>();
  // One result may speak of several subjects, as of each role, and is one item all the same.
  const mark = (from: string, claim: string, of: readonly Checked[]) => {
    const row = mapped.get(`${from}\u0000${claim}`) ?? { from, claim, of: new Set() };
    mapped.set(`${from}\u0000${claim}`, row);
    for (const each of of) row.of.add(each);
  };
  const specific: ReturnType<typeof claimed>[number][] = [];
  for (const about of abouts.values()) {
    const baselines = Map.groupBy(about.results, ({ baseline }) => baseline);
    for (const [baseline, of] of baselines) {
      for (const [control, same] of Map.groupBy(of, (each) => each.control)) {
        if (evidence.length === MOST_STATEMENTS) throw tooMany(context.file);
        evidence.push(state.result(about.subject, baseline, control, same));
      }
      mark(`each result of ${baseline}`, RESULT, of);
      if (about.loosely) continue;
      specific.push(
        ...claimed(
          posture.rows,
          about.subject,
          baseline,
          Map.groupBy(of, ({ control }) => withoutVersion(control)),
          context,
        ),
      );
    }
    if (about.loosely) continue;
    const kept = keptOf(about, posture);
    if ('withheld' in kept) withheld.push({ subject: about.subject, claim: KEPT, why: kept.withheld });
    else if ('assumed' in kept) assumed.add(kept.assumed);
    else if ('by' in kept) {
      evidence.push(state.truth(about.subject, KEPT, kept.value, kept.by));
      mark('all mandatory results', KEPT, kept.by);
    }
  }
  for (const said of settled(specific)) {
    if (said.value === undefined) withheld.push({ subject: said.subject, claim: said.claim, why: said.withheld });
    else {
      evidence.push(state.truth(said.subject, said.claim, said.value, said.by));
      mark(said.from, said.claim, said.by);
    }
  }
  const rows = [...mapped.values()].map(({ from, claim, of }) => ({ from, claim, items: of.size }));
  if (mapping !== undefined) {
    const drawn = byMapping(posture, context, mapping);
    evidence.push(...drawn.evidence);
    withheld.push(...(drawn.withheld ?? []));
    rows.push(...drawn.mapped);
    for (const each of drawn.assumed) if (each.startsWith('rule ')) assumed.add(each);
  }
  const placed = [...abouts.values()].reduce((sum, about) => sum + about.results.length, 0);
  return {
    format: posture.format,
    carried: placed,
    items: results.length + (posture.aside ?? []).length,
    evidence,
    mapped: rows,
    unclaimed: aside,
    unknownSubjects: [...unknown].map(([name, items], i) => ({ name: worded(name, 300), items, nearest: i < MOST_SAID ? nearSubjects(name, context) : [] })),
    lost: posture.lost(left),
    assumed: [...assumed],
    withheld,
    outcomes: outcomesOf(results),
    unnamed: unnamedOf(posture),
  };
}

/** Results by subject. Words that mean nothing on the map are counted, so that every result is somewhere. */
function gather(
  posture: Posture,
  context: ImportContext,
  { assumed, unknown, aside, left }: { readonly assumed: Set<string>; readonly unknown: Map<string, number>; readonly aside: Kept[]; readonly left: Set<Json> },
): ReadonlyMap<string, About> {
  const place = placer(context, posture.format);
  const abouts = new Map<string, About>();
  const differing = new Set<string>();
  const seen = new Map<string, Outcome>();
  const at = (subject: string, loosely: boolean): About => {
    const key = `${subject} ${loosely}`;
    const about = abouts.get(key) ?? { subject, results: [], loosely, owed: [] };
    abouts.set(key, about);
    return about;
  };
  for (const checked of posture.results) {
    const placed = place(checked);
    if ('left' in placed) {
      aside.push({ at: checked.at, why: placed.left, item: checked.whole });
      left.add(checked.whole);
      continue;
    }
    if ('unknown' in placed) {
      unknown.set(placed.unknown, (unknown.get(placed.unknown) ?? 0) + 1);
      left.add(checked.whole);
      continue;
    }
    if (placed.assumed !== undefined && assumed.size < MOST_SAID) assumed.add(placed.assumed);
    at(placed.known, placed.loosely === true).results.push(checked);
    const key = JSON.stringify([checked.baseline, checked.control, checked.member]);
    const before = seen.get(key);
    seen.set(key, checked.outcome);
    if (before !== undefined && before !== checked.outcome) differing.add(checked.control);
  }
  for (const control of [...differing].slice(0, MOST_SAID))
    assumed.add(`${worded(control, 200)} is in the report more than once, with different outcomes: the worst was taken`);
  for (const owed of posture.owed ?? []) {
    const placed = place(owed);
    if ('known' in placed && placed.loosely !== true) at(placed.known, false).owed.push(owed.why);
  }
  return abouts;
}

type KeptOf =
  | { readonly value: boolean; readonly by: readonly Checked[] }
  | { readonly withheld: string }
  | { readonly assumed: string }
  | { readonly nothing: true };

function keptOf({ results, owed }: About, { partial }: Posture): KeptOf {
  const mandatory = results.filter(({ level }) => level === 'shall');
  const failed = mandatory.filter(({ outcome }) => outcome === 'fail');
  if (failed.length > 0) return { value: false, by: failed };
  const [first] = owed;
  if (first !== undefined) return { withheld: first };
  const mute = mandatory.find(
    ({ outcome, unlooked }) => outcome === 'error' || outcome === 'not-scanned' || outcome === 'warning' || (outcome === 'not-applicable' && unlooked === true),
  );
  if (mute !== undefined) return { withheld: `${worded(mute.control, 200)} is mandatory: ${worded(mute.said, 200)}` };
  const passed = mandatory.filter(({ outcome }) => outcome === 'pass');
  if (passed.length === 0) return { nothing: true };
  return partial === undefined ? { value: true, by: passed } : { assumed: partial };
}

/** Rows of two releases of a tool may speak of one claim: one that says ill decides, then one that could not tell. */
function settled(said: readonly ReturnType<typeof claimed>[number][]): readonly ReturnType<typeof claimed>[number][] {
  const groups = Map.groupBy(said, ({ subject, claim }) => `${subject}\u0000${claim}`);
  return [...groups.values()].flatMap((group) => {
    const ill = group.filter(({ value }) => value === false);
    const mute = group.filter(({ value }) => value === undefined);
    return (ill.length > 0 ? ill : mute.length > 0 ? mute : group).slice(0, 1);
  });
}

/** Statements of this report. Moments are read once for each text; the oldest of what is cited dates it. */
function writer(posture: Posture, context: ImportContext, assumed: Set<string>) {
  const moments = new Map<string, Instant>();
  const momentFor = ({ observedAt, momentAt }: Checked): Instant => {
    const key = observedAt ?? '';
    const at = moments.get(key) ?? momentOf(observedAt, momentAt, context, assumed);
    moments.set(key, at);
    return at;
  };
  const shared = (subject: string, claim: string, of: readonly Checked[]) => ({
    subject,
    claim,
    observedAt: Instant.format(of.map(momentFor).reduce((least, each) => (each < least ? each : least), context.now)),
    validFor: claimOf(claim)?.validFor ?? 'P7D',
    source: worded(posture.source, 300),
    method: 'import' as const,
    raw: { digest: context.digest as Digest, mediaType: posture.mediaType },
  });
  const finding = (failed: readonly Checked[]): Pick<Evidence, 'finding'> => {
    const [first] = failed;
    if (first === undefined) return {};
    const severity = SEVERITIES.findLast((each) => failed.some((one) => one.severity === each));
    const refs = [...new Set(failed.flatMap((each) => each.refs ?? []))].filter((each) => each.length <= 500).slice(0, MOST_REFS);
    const others = new Set(failed.map(({ control }) => control)).size - 1;
    const title = worded(first.title === '' ? first.control : first.title, 400);
    return {
      finding: {
        id: worded(first.control, 200),
        title: others > 0 ? `${title} (and ${others} more)` : title,
        ...(severity === undefined ? {} : { severity }),
        ...(refs.length === 0 ? {} : { refs }),
      },
    };
  };
  return {
    result(subject: string, baseline: string, control: string, of: readonly Checked[]): Evidence {
      const outcome = worstOf(of.map((each) => each.outcome));
      const members = new Set(of.map(({ member }) => member));
      const judged = new Set(of.filter((each) => each.outcome === 'pass' || each.outcome === 'fail' || each.outcome === 'warning').map(({ member }) => member));
      return {
        ...shared(subject, RESULT, of),
        value: {
          baseline: worded(baseline, 100),
          control: worded(control, 200),
          level: strictestOf(of.map((each) => each.level)),
          outcome,
          said: saidOf(of),
        },
        ...(outcome === 'fail' ? finding(of.filter((each) => each.outcome === 'fail')) : {}),
        ...(members.size > 1
          ? { population: { total: members.size, seen: judged.size, query: `what ${worded(control, 200)} looked at in ${worded(posture.source, 200)}` } }
          : {}),
      };
    },
    truth(subject: string, claim: string, value: boolean, of: readonly Checked[]): Evidence {
      return { ...shared(subject, claim, of), value, ...(value ? {} : finding(of)) };
    },
  };
}

const SEVERITIES = ['none', 'low', 'medium', 'high', 'critical'] as const;

/** The tool's own words, with how many of each where there are several. */
function saidOf(of: readonly Checked[]): string {
  const counts = new Map<string, number>();
  for (const { said } of of) counts.set(said, (counts.get(said) ?? 0) + 1);
  if (of.length === 1) return worded(of[0]?.said ?? '', 200);
  return worded([...counts].map(([said, count]) => `${said}: ${count}`).join(', '), 200);
}

const MOST_GROUPS = 5000;

function outcomesOf(results: readonly Checked[]): NonNullable<BusinessImported['outcomes']> {
  const counts = new Map<string, Record<Outcome, number>>();
  for (const { about, outcome } of results) {
    const wanted = worded(about, 200) || '(nothing named)';
    const key = counts.has(wanted) || counts.size < MOST_GROUPS ? wanted : '…';
    const row = counts.get(key) ?? (Object.fromEntries(OUTCOMES.map((each) => [each, 0])) as Record<Outcome, number>);
    counts.set(key, row);
    row[outcome] += 1;
  }
  return Object.fromEntries(counts);
}

function unnamedOf({ rows, results }: Posture): NonNullable<BusinessImported['unnamed']> {
  const named = namedBy(rows);
  const counts = new Map<string, number>();
  for (const { baseline, control } of results) if (!named(baseline, control)) counts.set(control, (counts.get(control) ?? 0) + 1);
  return [...counts].map(([control, count]) => ({ control: worded(control, 200), results: count }));
}

/** What a mapping's author says beyond the table, of the same results. The results themselves are accounted for already. */
function byMapping(posture: Posture, context: ImportContext, mapping: Mapping): Imported {
  const place = placer(context, posture.format);
  const items = posture.results.flatMap((checked) => {
    const placed = place(checked);
    if (!('known' in placed)) return [];
    const { outcome } = checked;
    return [
      {
        at: checked.at,
        whole: checked.whole,
        fields: new Map<string, string>([
          ['control', checked.control],
          ['check', withoutVersion(checked.control)],
          ['baseline', checked.baseline],
          ['level', checked.level],
          ['title', checked.title],
          ['about', checked.about],
        ]),
        outcome:
          outcome === 'pass' || outcome === 'fail'
            ? ({ kind: outcome } as const)
            : outcome === 'warning' && checked.level !== 'shall'
              ? ({ kind: 'fail' } as const)
              : ({ kind: 'undecided', why: `${checked.control}: ${checked.said}` } as const),
        source: posture.source,
        mediaType: posture.mediaType,
        subject: placed.known,
        momentAt: checked.momentAt,
        ...(checked.observedAt === undefined ? {} : { observedAt: checked.observedAt }),
      },
    ];
  });
  return { format: posture.format, lost: [], ...stateItems(items, context, mapping, () => undefined) };
}

function empty(file: string): Refused {
  return new Refused(
    businessImportFaults.fault('013', {
      message: `${file} holds no result of any check`,
      file,
      expected: 'at least one result',
      found: 'none',
      remedy: 'Run the tool again, and see whether it ended well.',
    }),
  );
}

function tooMany(file: string): Refused {
  return new Refused(
    businessImportFaults.fault('012', {
      message: `${file} has results of more different checks and subjects than Assay states`,
      file,
      expected: `at most ${MOST_STATEMENTS}`,
      remedy: 'Import the report in parts.',
    }),
  );
}
