import { type Json, Refused } from '../../../core/index.ts';
import { coversOf } from '../../../evidence/import/cover.ts';
import type { ImportContext, Kept, Mapping, Withheld } from '../../../evidence/import/index.ts';
import type { Account } from '../../../evidence/import/model.ts';
import { nearSubjects } from '../../../evidence/import/resolve.ts';
import { worded } from '../../../evidence/import/wording.ts';
import type { Evidence } from '../../../evidence/model.ts';
import { businessImportFaults } from '../faults.ts';
import type { BusinessImported, Outcome } from '../model.ts';
import { type Checked, withoutVersion } from './check.ts';
import { keptOf } from './kept.ts';
import { byMapping } from './mapped.ts';
import type { Posture } from './model.ts';
import { claimed } from './rows.ts';
import { placer } from './subject.ts';
import { outcomesOf, unnamedOf } from './tally.ts';
import { lookedAt, RESULT, writer } from './write.ts';

const KEPT = 'baseline.kept';
const HOLES = 'system.exploitable-vulnerabilities';
const MOST_STATEMENTS = 20_000;
const MOST_SAID = 100;

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
  const accounts = new Map<string, Account>();
  const abouts = gather(posture, context, { assumed, unknown, aside, left, accounts });
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
    const holed = about.results.filter(({ holes = [] }) => holes.length > 0);
    if (holed.length > 0) {
      evidence.push(state.holes(about.subject, HOLES, holed));
      mark('each open vulnerability', HOLES, holed);
    }
    const kept = keptOf(about.results, about.owed, posture.partial);
    if ('withheld' in kept) withheld.push({ subject: about.subject, claim: KEPT, why: kept.withheld });
    else if ('assumed' in kept) assumed.add(kept.assumed);
    else if ('by' in kept && kept.value && beyond(kept.by)) withheld.push({ subject: about.subject, claim: KEPT, why: TOO_MANY });
    else if ('by' in kept) {
      evidence.push(state.truth(about.subject, KEPT, kept.value, kept.by));
      mark('all mandatory results', KEPT, kept.by);
    }
  }
  for (const said of settled(specific)) {
    if (said.value === undefined) withheld.push({ subject: said.subject, claim: said.claim, why: said.withheld });
    else if (said.value && beyond(said.by)) withheld.push({ subject: said.subject, claim: said.claim, why: TOO_MANY });
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
    ...(accounts.size === 0 ? {} : { accounts: [...accounts.values()] }),
    outcomes: outcomesOf(results),
    unnamed: unnamedOf(posture),
  };
}

/** Results by subject. Words that mean nothing on the map are counted, so that every result is somewhere. */
function gather(
  posture: Posture,
  context: ImportContext,
  {
    assumed,
    unknown,
    aside,
    left,
    accounts,
  }: {
    readonly assumed: Set<string>;
    readonly unknown: Map<string, number>;
    readonly aside: Kept[];
    readonly left: Set<Json>;
    readonly accounts: Map<string, Account>;
  },
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
    if (placed.vouched !== true && placed.loosely !== true) {
      const account = { subject: placed.known, by: checked.by, id: checked.account };
      accounts.set(JSON.stringify(account), account);
    }
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

const TOO_MANY = 'more things were looked at than one statement can name, so that none could be missed later: import the report in parts by account';

function beyond(of: readonly Checked[]): boolean {
  return coversOf(of.map(lookedAt))?.more === true;
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
