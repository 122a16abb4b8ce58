import { type Fault, Instant } from '../../core/index.ts';
import { dutyFaults } from './faults.ts';
import { lawOf } from './laws/index.ts';
import type { DutyFact } from './model.ts';

/** Why a fact is not taken, every reason; none where it is. `now` is the moment of recording; what happened did so before. */
export function refusals(known: readonly DutyFact[], fact: DutyFact, now: Instant): readonly Fault[] {
  const faults: Fault[] = [];
  if (fact.at > now) {
    faults.push(
      dutyFaults.fault('002', {
        message: 'what is recorded has happened',
        field: 'at',
        expected: `a moment up to ${Instant.format(now)}`,
        found: Instant.format(fact.at),
        remedy: 'Give the moment at which it happened. What is planned starts no clock of a law.',
      }),
    );
  }
  if (fact.kind === 'decided-not-to-notify' || (fact.kind === 'judged' && !fact.answer && fact.approvedBy !== undefined)) {
    if (fact.approvedBy === fact.by) {
      faults.push(
        dutyFaults.fault('001', {
          message: 'who decides not to tell an authority or the persons concerned cannot approve it as well',
          field: 'approvedBy',
          expected: `somebody other than ${fact.by}`,
          found: fact.by,
          remedy: 'Have a second person of the incident plan approve it, or notify.',
        }),
      );
    }
    if (fact.reason.trim() === '') {
      faults.push(
        dutyFaults.fault('004', {
          message: 'the reason is kept for the authority that may ask',
          field: 'reason',
          expected: 'a reason',
          found: 'nothing',
          remedy: 'Write why, in words that hold in two years.',
        }),
      );
    }
  }
  if (fact.kind === 'submitted') {
    const law = lawOf(fact.track);
    const stages = law.duties.map(({ stage }) => stage);
    if (!stages.includes(fact.stage)) {
      faults.push(
        dutyFaults.fault('003', {
          message: `${law.law} knows no ${fact.stage} of a ${law.title.toLowerCase()}`,
          field: 'stage',
          expected: stages.join(', '),
          found: fact.stage,
          remedy: 'Name one of its stages.',
        }),
      );
    }
    if (!known.some((one) => one.kind === 'aware' && one.track === fact.track && one.at <= fact.at)) {
      faults.push(
        dutyFaults.fault('005', {
          message: 'no awareness is recorded from before this paper was handed in',
          field: 'track',
          expected: `a recorded awareness of a ${law.title.toLowerCase()}, at ${Instant.format(fact.at)} or before`,
          found: 'none',
          remedy: 'Record first when one became aware of it: the clocks run from then.',
        }),
      );
    }
  }
  return faults;
}
