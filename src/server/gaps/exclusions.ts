import { CONTROLS } from '../../assurance/controls/index.ts';
import { elementName } from '../../assurance/element-name.ts';
import type { ExclusionGranted } from '../../assurance/events.ts';
import { indexMap, owedAt } from '../../assurance/subjects.ts';
import { Instant } from '../../core/index.ts';
import type { ControlId } from '../../evidence/model.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import type { Judged } from '../position/moment.ts';
import { entriesOf } from '../position/past.ts';
import { judgedAnswer, seenAt } from '../position/questions.ts';
import type { ExclusionLine, ExclusionsAnswer } from './model.ts';

interface Granted {
  readonly body: Omit<ExclusionGranted, 'type'>;
  readonly entry: number;
  readonly act: Act | undefined;
  withdrawn?: ExclusionLine['withdrawn'];
}

/** What the frame enters before the facts of an act. */
interface Act {
  readonly actor?: string;
  readonly without?: 'break-glass' | 'nobody-else';
}

/** Every exclusion that was ever granted up to a head, with who proposed it and who agreed: what the decider forgets, the record keeps. */
function grantedOn(desk: Desk, size: number): readonly Granted[] {
  const all: Granted[] = [];
  let act: Act | undefined;
  for (const { type, body, seq, recordedAt } of entriesOf(desk, size)) {
    // The frame and the decider write these bodies, and the record was verified. An act and its fact stand in one append, the act first.
    const before = act;
    act = type === 'act.done' ? (body as Act) : undefined;
    if (type === 'exclusion.granted') all.push({ body: body as unknown as Granted['body'], entry: seq, act: before });
    else if (type === 'exclusion.withdrawn') {
      const { control, subject, reason, approver } = body as { readonly [key: string]: string };
      const open = all.findLast((one) => one.body.control === control && one.body.subject === subject && one.withdrawn === undefined);
      if (open !== undefined) open.withdrawn = { at: Instant.format(recordedAt), by: approver ?? '', reason: reason ?? '', entry: seq };
    }
  }
  return all;
}

function stateOf({ body, withdrawn }: Granted, seen: Seen): ExclusionLine['state'] {
  if (withdrawn !== undefined) return 'withdrawn';
  if (seen.at >= Instant.parse(body.until)) return 'ended';
  return seen.at < Instant.parse(body.grantedAt) ? 'not-yet' : 'stands';
}

export const exclusionsQuestion = question('gaps.exclusions', (desk, input: Judged): ExclusionsAnswer => {
  const seen = seenAt(desk, input);
  const titles = new Map(CONTROLS.map((control) => [control.id as string, control.title]));
  const verdicts = new Map<string, ExclusionLine['verdict']>(
    seen.position.controls.flatMap(({ control, subjects }) => subjects.map((one) => [`${control.id}@${one.subject}`, one.verdict] as const)),
  );
  const lines = grantedOn(desk, seen.head.size).map((granted): ExclusionLine => {
    const { control, subject, reason, approver, grantedAt, until, proposer } = granted.body;
    const by = proposer ?? granted.act?.actor;
    const without = granted.act?.without;
    return {
      control,
      title: titles.get(control) ?? control,
      subject,
      name: elementName(seen.map, subject),
      reason,
      approver,
      ...(by === undefined ? {} : { proposer: by }),
      ...(without === undefined ? {} : { without }),
      grantedAt,
      until,
      state: stateOf(granted, seen),
      entry: granted.entry,
      ...(granted.withdrawn === undefined ? {} : { withdrawn: granted.withdrawn }),
      verdict: verdicts.get(`${control}@${subject}`) ?? seen.position.stateOf({ control: control as ControlId, subject }).verdict,
    };
  });
  // Newest first: what was decided last is asked about first.
  return { ...judgedAnswer(seen), answer: sentence(lines), exclusions: lines.reverse() };
});

function sentence(lines: readonly ExclusionLine[]): string {
  const standing = lines.filter(({ state }) => state === 'stands');
  if (standing.length === 0) return lines.length === 0 ? 'Nothing is excluded.' : 'No exclusion stands.';
  const next = standing.map(({ until }) => until).sort()[0] ?? '';
  return standing.length === 1
    ? `One exclusion stands, until ${next.slice(0, 10)}.`
    : `${standing.length} exclusions stand; the next ends on ${next.slice(0, 10)}.`;
}

/** What a decision is made on: the subjects at which the control is owed, the exclusions that stand, and the head they were read at. */
export interface Owed {
  readonly subjects: readonly string[];
  readonly exclusions: readonly (readonly [string, ExclusionGranted])[];
  readonly size: number;
}

export const owedQuestion = question('gaps.owed', (desk, { control }: { readonly control: string }): Owed => {
  const seen = desk.at();
  const known = CONTROLS.find((one) => one.id === control);
  const owed = known === undefined ? [] : owedAt(known, indexMap(seen.map));
  return {
    subjects: owed.flatMap((one) => [one.subject, ...one.variants.map((variant) => variant.subject)]),
    exclusions: [...seen.exclusions],
    size: seen.head.size,
  };
});
