import { compare } from '../../assurance/compare/compare.ts';
import type { Cause, Change, Comparison } from '../../assurance/compare/model.ts';
import type { SideInput } from '../../assurance/compare/side.ts';
import { otherEditions, standardsOfSides, standardsOwed } from '../../assurance/compare/standards.ts';
import { answerOf, causeWords, stepOf } from '../../assurance/compare/words.ts';
import { standardsAt } from '../../assurance/edge/shelf.ts';
import { knownAt } from '../../assurance/improvement/past.ts';
import { Instant, Refused } from '../../core/index.ts';
import { keptText } from '../../map/edge/kept.ts';
import { serverFaults } from '../faults.ts';
import type { Desk } from '../judge/desk.ts';
import type { ComparisonAnswer, Known } from './model.ts';
import { pastAs, sizeAt } from './past.ts';

/** One side: a moment, and how many entries it knows. */
export interface SideAsked {
  readonly at: number;
  readonly size: number;
}

export interface Compared {
  readonly found: Comparison;
  readonly notes: readonly string[];
}

/**
 * Two positions of one service. `seen`: each side knows every entry of its size; `recorded`: only what had been recorded by its moment, too. Throws
 * `Refused` (ASSAY-SERVER-001 where it runs backwards, ASSAY-SERVER-018, ASSAY-GAP-001).
 */
export function comparing(desk: Desk, from: SideAsked, to: SideAsked, known: Known, standards: readonly string[] = []): Compared {
  if (from.at > to.at || from.size > to.size) throw backwards(from, to);
  const notes: string[] = [
    known === 'seen' ? 'Each statement counts from when it was seen.' : 'Each side knows only what had been recorded on the ledger by then.',
  ];
  const sides = [sideOf(desk, from, known), sideOf(desk, to, known)] as const;
  if (sides[0].evidence.length + sides[1].evidence.length === 0) notes.push('Nothing was known on either side: nothing is compared with nothing.');
  const wanted = sides.map(({ map }) => (standards.length > 0 ? standards : standardsOwed(map.service.owes)));
  const picked = standardsOfSides(
    [sides[0].standards, sides[1].standards],
    wanted as [readonly string[], readonly string[]],
    undefined,
    'Name standards that the service has.',
  );
  notes.push(...otherEditions(picked));
  return { found: compare({ ...sides[0], standards: picked[0] }, { ...sides[1], standards: picked[1] }), notes };
}

function sideOf(desk: Desk, { at, size }: SideAsked, known: Known): SideInput {
  const moment = Instant.of(at);
  const seen = desk.at(moment, size);
  if (known === 'seen') {
    const { map, mapDigest, evidence, exclusions, standards } = seen;
    return { map, mapDigest, evidence, exclusions, standards, at: moment, size };
  }
  const then = knownAt(pastAs(desk, seen, 'recorded'), moment);
  const map = then.map ?? seen.map;
  return {
    map,
    mapDigest: map === seen.map ? seen.mapDigest : keptText(map).digest,
    evidence: then.evidence,
    exclusions: then.exclusions,
    standards: standardsAt(desk.dataDir, desk.folded.imports, moment),
    at: moment,
    size: sizeAt(desk, moment, size),
  };
}

const ORDER = { regressed: 0, improved: 1, moved: 2 } as const;

/** As it is shown: what got worse first, the causes in sentences, and no more than so many of each list. */
export function shownComparison({ found, notes }: Compared, most = Number.POSITIVE_INFINITY): ComparisonAnswer {
  const ordered = <T extends Change>(changes: readonly T[]) =>
    changes.toSorted((a, b) => Number(b.stops) - Number(a.stops) || ORDER[a.direction] - ORDER[b.direction]).slice(0, most);
  const of = ({ direction, before, after, stops, because }: Change) => ({
    direction,
    before,
    after,
    stops,
    because: because.map((cause) => ({ sentence: causeWords(cause), entries: entriesIn(cause) })),
  });
  const left = (list: readonly Change[]) => Math.max(0, list.length - most);
  return {
    from: found.from,
    to: found.to,
    answer: answerOf(found),
    held: found.held,
    counts: found.counts,
    controls: ordered(found.controls).map((one) => ({
      ...of(one),
      control: one.control,
      subject: one.subject,
      title: one.title,
      layer: one.layer,
      step: stepOf(one),
    })),
    requirements: ordered(found.requirements).map((one) => ({
      ...of(one),
      standard: one.standard,
      requirement: one.requirement,
      title: one.title,
      step: stepOf(one),
    })),
    goals: ordered(found.goals).map((one) => ({ ...of(one), goal: one.goal, title: one.title, weight: one.weight, step: stepOf(one) })),
    left: { controls: left(found.controls), requirements: left(found.requirements), goals: left(found.goals) },
    notes: [...notes],
  };
}

function entriesIn(cause: Cause): number[] {
  return 'entries' in cause ? cause.entries.map(({ seq }) => seq) : [];
}

function backwards(from: SideAsked, to: SideAsked): Refused {
  const say = ({ at, size }: SideAsked) => `${Instant.format(Instant.of(at))} with ${size} entries`;
  return new Refused(
    serverFaults.fault('001', {
      message: 'the comparison runs backwards',
      field: 'query.from',
      expected: 'an earlier side, then a later one',
      found: `from ${say(from)} to ${say(to)}`,
      remedy: 'Exchange the two.',
    }),
  );
}
