import { type Decider, Instant, isInstantText, nearest } from '../core/index.ts';
import { CONTROLS } from './controls/index.ts';
import type { AssuranceEvent, ExclusionGranted } from './events.ts';
import { assuranceFaults } from './faults.ts';

export type ExclusionCommand =
  | {
      readonly kind: 'grant';
      readonly control: string;
      readonly subject: string;
      readonly reason: string;
      readonly approver: string;
      readonly until: string;
      readonly now: Instant;
      readonly subjects: readonly string[];
    }
  | { readonly kind: 'withdraw'; readonly control: string; readonly subject: string; readonly reason: string; readonly approver: string };

/** Exclusions that were granted and not withdrawn, by `control@subject`. Whether one still stands depends on the moment asked about. */
export type Exclusions = ReadonlyMap<string, ExclusionGranted>;

// An exclusion is a decision to look again later, not a way to forget.
const LONGEST_DAYS = 366;

/** Grants and withdraws exclusions. A grant needs a reason, an approver and an end no more than a year away. */
export const exclusionDecider: Decider<ExclusionCommand, Exclusions, AssuranceEvent> = {
  initial: new Map(),
  decide(command, state) {
    const control = CONTROLS.find((known) => known.id === command.control);
    if (control === undefined) {
      const near = nearest(
        command.control,
        CONTROLS.map((known) => known.id),
      );
      return refuse(
        '002',
        `there is no control "${command.control}"`,
        near.length > 0 ? `a control, such as ${near.join(' or ')}` : 'a control',
        command.control,
        'List them with: assay gap controls',
      );
    }
    if (command.reason.trim().length < 10 || command.approver.trim() === '') {
      return refuse(
        '004',
        'this needs a reason that somebody can follow later, and an approver',
        'a reason of at least ten letters, and who approved it',
        `reason "${command.reason}", approver "${command.approver}"`,
        'Give --reason with ten letters or more, and --approver.',
      );
    }
    if (command.kind === 'withdraw') {
      if (!state.has(`${command.control}@${command.subject}`)) {
        return refuse(
          '006',
          `no exclusion of "${command.control}" stands at "${command.subject}"`,
          'an exclusion that was granted',
          command.subject,
          'List them with: assay gap exclusions',
        );
      }
      const { kind: _, ...body } = command;
      return { ok: true, events: [{ type: 'exclusion.withdrawn', ...body }] };
    }
    if (!command.subjects.includes(command.subject)) {
      return refuse(
        '003',
        `"${command.control}" is not owed at "${command.subject}"`,
        `one of ${command.subjects.slice(0, 8).join(', ') || 'no subject on this map'}`,
        command.subject,
        'Name the element of the map at which it is excluded.',
      );
    }
    const end = isInstantText(command.until) ? Instant.parse(command.until) : undefined;
    if (end === undefined || end <= command.now || end - command.now > LONGEST_DAYS * 86_400_000) {
      return refuse(
        '005',
        `an exclusion until ${command.until} cannot be granted`,
        `a moment within ${LONGEST_DAYS} days from ${Instant.format(command.now)}`,
        command.until,
        'Give --until as RFC 3339 in UTC.',
      );
    }
    const { control: id, subject, reason, approver, until } = command;
    return { ok: true, events: [{ type: 'exclusion.granted', control: id, subject, reason, approver, grantedAt: Instant.format(command.now), until }] };
  },
  evolve(state, event) {
    const next = new Map(state);
    const key = `${event.control}@${event.subject}`;
    if (event.type === 'exclusion.granted') next.set(key, event);
    else next.delete(key);
    return next;
  },
};

function refuse(number: '002' | '003' | '004' | '005' | '006', message: string, expected: string, found: string, remedy: string) {
  return { ok: false, faults: [assuranceFaults.fault(number, { message, expected, found, remedy })] } as const;
}
