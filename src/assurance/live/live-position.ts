import { type Bare, LiveAttack, type Moved } from '../../attack/live/index.ts';
import { Instant } from '../../core/index.ts';
import type { ControlId, RecordedEvidence } from '../../evidence/model.ts';
import { parseSubject } from '../../evidence/subject.ts';
import type { ServiceMap } from '../../map/model.ts';
import { CONTROLS } from '../controls/index.ts';
import type { AssuranceEvent } from '../events.ts';
import { type EvidenceBook, indexEvidence } from '../evidence-index.ts';
import { type Exclusions, exclusionDecider } from '../exclusion.ts';
import type { Control, Verdict } from '../model.ts';
import type { SubjectPosition } from '../position.ts';
import type { ControlVerdict } from '../requirement.ts';
import { STANDARDS } from '../standards/index.ts';
import { indexMap, type MapIndex, type OwedAt, owedAt } from '../subjects.ts';
import { WORST_FIRST } from '../verdict.ts';
import { Cell, type Sight } from './cell.ts';
import { LiveRequirements } from './live-requirements.ts';
import type { Change, LiveInput, RequirementMoved } from './model.ts';

type Cells = Map<string, Cell>;

export interface SubjectAnswer extends Pick<SubjectPosition, 'subject' | 'verdict' | 'shares' | 'population'> {
  readonly control: ControlId;
}

/**
 * The verdicts of a service as they follow from what happens: equal, after each happening, to a position, its requirements and its attack graph made
 * anew from the same evidence, exclusions and moment. Cost follows what the happening bears on. Lives in memory and is trusted no further than what it
 * was made from: a start folds it from the verified ledger.
 */
export class LivePosition {
  readonly #map: ServiceMap;
  readonly #mapIndex: MapIndex;
  readonly #book: EvidenceBook;
  #exclusions: Exclusions;
  #at: Instant;
  readonly #cells = new Map<ControlId, Cells>();
  /** All cells of an element, whatever the control. */
  readonly #cellsAt = new Map<string, Cell[]>();
  readonly #controls = new Map<ControlId, Control>(CONTROLS.map((control) => [control.id, control]));
  readonly #byClaim = new Map<string, ControlId[]>();
  /** How many subjects of a control have which verdict. */
  readonly #tallies = new Map<ControlId, Map<Verdict, number>>();
  readonly #requirements: LiveRequirements;
  readonly #attack: LiveAttack;
  #judged = 0;

  constructor({ map, evidence, exclusions, at, standards = STANDARDS }: LiveInput) {
    this.#map = map;
    this.#mapIndex = indexMap(map);
    this.#book = indexEvidence(evidence, this.#mapIndex.populationOf);
    this.#exclusions = exclusions;
    this.#at = at;
    for (const control of CONTROLS) {
      this.#tallies.set(control.id, new Map());
      for (const claim of new Set(control.checks.map((check) => check.claim))) this.#byClaim.set(claim, [...(this.#byClaim.get(claim) ?? []), control.id]);
    }
    for (const control of CONTROLS) {
      const always = bySubject(owedAt(control, this.#mapIndex));
      for (const [element, spoken] of bySubject(owedAt(control, this.#mapIndex, () => true))) this.#add(control, element, always.get(element), spoken);
    }
    this.#requirements = new LiveRequirements(standards, map, (control) => this.verdictOf(control), { evidence, at });
    this.#attack = new LiveAttack(map, {
      at: (control, subject) => this.stateOf(control, subject),
      membersOf: (whole) => this.#book.membersOf(whole),
    });
  }

  get at(): Instant {
    return this.#at;
  }

  /** Steps of the attack graph that is kept, places held free for classes to come included. */
  get steps(): number {
    return this.#attack.steps;
  }

  /** One more piece of evidence, recorded after all that is known. */
  take(evidence: RecordedEvidence): Change {
    const named = this.#book.add(evidence);
    const { element } = parseSubject(evidence.subject);
    const sight = this.#sight();
    const touched = new Set<Cell>();
    const moved: Moved[] = [];
    for (const control of this.#byClaim.get(evidence.claim) ?? []) {
      const cell = this.#cells.get(control)?.get(element);
      if (cell === undefined) continue;
      const members = cell.touch(evidence.subject, sight);
      touched.add(cell);
      moved.push({ control, element, ...(members === undefined ? {} : { members }) });
    }
    if (named) {
      // The whole is one fewer, and what it is may hang on its members.
      for (const cell of this.#cellsAt.get(element) ?? []) {
        if (touched.has(cell)) continue;
        cell.name(evidence.subject, sight);
        touched.add(cell);
        moved.push({ control: cell.control.id, element, members: [evidence.subject] });
      }
    }
    return this.#follow(touched, moved, named ? new Set([element]) : new Set(), () => this.#requirements.take(evidence, this.#at));
  }

  /** An exclusion that was granted or withdrawn. */
  exclude(event: AssuranceEvent): Change {
    this.#exclusions = exclusionDecider.evolve(this.#exclusions, event);
    const control = event.control as ControlId;
    const { element } = parseSubject(event.subject);
    const cell = this.#cells.get(control)?.get(element);
    if (cell === undefined) return this.#follow(new Set(), [], new Set());
    const members = cell.touch(event.subject, this.#sight());
    return this.#follow(new Set([cell]), [{ control, element, ...(members === undefined ? {} : { members }) }], new Set());
  }

  /** The first moment after the present one at which a verdict may change by itself; `undefined` where none can. */
  next(): Instant | undefined {
    let next = this.#requirements.next(this.#at);
    for (const cells of this.#cells.values()) for (const cell of cells.values()) next = Math.min(next, cell.next);
    return next === Number.POSITIVE_INFINITY ? undefined : Instant.of(next);
  }

  /** Time passes. Throws `TypeError` for a moment before the present one: what was known then is asked of a position made for it. */
  advance(at: Instant): Change {
    if (at < this.#at) throw new TypeError('a live position follows time forwards');
    this.#at = at;
    const sight = this.#sight();
    const touched = new Set<Cell>();
    for (const cells of this.#cells.values()) {
      for (const cell of cells.values()) {
        if (cell.next > at) continue;
        cell.pass(sight);
        touched.add(cell);
      }
    }
    const moved = [...touched].map(({ control, element }): Moved => ({ control: control.id, element }));
    return this.#follow(touched, moved, new Set(), () => this.#requirements.pass(at));
  }

  /** As `Position.controls` has it. */
  verdictOf(control: ControlId): ControlVerdict {
    const tally = this.#tallies.get(control);
    return WORST_FIRST.find((verdict) => (tally?.get(verdict) ?? 0) > 0) ?? 'not-owed';
  }

  /** As `Position.stateOf` gives it, without the entries it rests on. */
  stateOf(control: ControlId, subject: string): Bare {
    const known = this.#controls.get(control);
    if (known === undefined) return { verdict: 'unproven' };
    const { element } = parseSubject(subject);
    const cell = this.#cells.get(control)?.get(element) ?? this.#add(known, element, undefined, undefined);
    return cell.stateAt(subject);
  }

  /** A control at an element: its verdict there, and how many members have which; `undefined` where it is not owed. */
  verdictAt(control: ControlId, element: string): SubjectAnswer | undefined {
    const cell = this.#cells.get(control)?.get(element);
    return cell?.verdict === undefined ? undefined : { control, subject: element, verdict: cell.verdict, ...cell.sum };
  }

  /** The same of every control wherever it is owed. */
  *subjects(): Generator<SubjectAnswer> {
    for (const [control, cells] of this.#cells) {
      for (const element of cells.keys()) {
        const found = this.verdictAt(control, element);
        if (found !== undefined) yield found;
      }
    }
  }

  /** One control at one element with its pieces and reasons, as `positionOf` gives it; `undefined` where it is not owed. */
  subjectPosition(control: ControlId, element: string): SubjectPosition | undefined {
    return this.#cells.get(control)?.get(element)?.position(this.#sight());
  }

  requirements(): ReturnType<LiveRequirements['all']> {
    return this.#requirements.all();
  }

  goals(): ReturnType<LiveAttack['goals']> {
    return this.#attack.goals();
  }

  #sight(): Sight {
    return { index: this.#book, exclusions: this.#exclusions, at: this.#at };
  }

  #add(control: Control, element: string, always: OwedAt | undefined, spoken: OwedAt | undefined): Cell {
    const part = this.#map.parts.find((one) => one.id === element);
    const variants = spoken?.variants ?? (part?.variants ?? []).map(({ id, population }) => ({ subject: `${element}/${id}`, population }));
    const cell = new Cell(control, element, this.#mapIndex.populationOf(element), { always, spoken, variants }, this.#sight());
    const cells: Cells = this.#cells.get(control.id) ?? new Map();
    this.#cells.set(control.id, cells.set(element, cell));
    const there = this.#cellsAt.get(element);
    if (there === undefined) this.#cellsAt.set(element, [cell]);
    else there.push(cell);
    this.#count(control.id, cell.verdict, 1);
    return cell;
  }

  #count(control: ControlId, verdict: Verdict | undefined, by: number): void {
    const tally = this.#tallies.get(control);
    if (verdict !== undefined && tally !== undefined) tally.set(verdict, (tally.get(verdict) ?? 0) + by);
  }

  #follow(touched: ReadonlySet<Cell>, moved: readonly Moved[], named: ReadonlySet<string>, findings: () => readonly RequirementMoved[] = () => []): Change {
    const sight = this.#sight();
    const subjects: Change['subjects'][number][] = [];
    const before = new Map<ControlId, ControlVerdict>();
    const judgedBefore = this.#judged;
    for (const cell of touched) {
      const control = cell.control.id;
      if (!before.has(control)) before.set(control, this.verdictOf(control));
      const from = cell.verdict;
      cell.settle(sight);
      const to = cell.verdict;
      this.#judged += cell.judged;
      cell.judged = 0;
      if (from === to) continue;
      this.#count(control, from, -1);
      this.#count(control, to, 1);
      subjects.push({ control, subject: cell.element, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
    }
    const controls = [...before].flatMap(([control, from]) => {
      const to = this.verdictOf(control);
      return from === to ? [] : [{ control, from, to }];
    });
    const requirements = this.#requirements.update(
      controls.map(({ control }) => control),
      (control) => this.verdictOf(control),
    );
    requirements.push(...findings());
    const { goals, rebuilt } = moved.length === 0 && named.size === 0 ? { goals: [], rebuilt: false } : this.#attack.update(moved, named);
    return { at: this.#at, subjects, controls, requirements, goals, judged: this.#judged - judgedBefore, rebuilt };
  }
}

function bySubject(list: readonly OwedAt[]): ReadonlyMap<string, OwedAt> {
  return new Map(list.map((one) => [one.subject, one]));
}
