import { Refused } from '../core/index.ts';
import { LAWS, lawOf } from '../operations/duty/laws/index.ts';
import type { DutyFact, Stage, Track } from '../operations/duty/model.ts';
import type { DutyTold, HandleIncident } from '../operations/incident/command.ts';
import { VERDICTS } from '../operations/incident/model.ts';
import type { Arguments, Io } from './command.ts';
import { cliFaults } from './faults.ts';
import { asked, momentAsked } from './operations-incident-desk.ts';
import { choice, needed } from './parse.ts';

const ACTS = ['verify', 'note', 'assign', 'severity', 'fact', 'say', 'place', 'recover', 'close', 'reopen', 'review', 'done', 'erase'] as const;
type Act = (typeof ACTS)[number];
export const isAct = (act: string): act is Act => (ACTS as readonly string[]).includes(act);

export const FACTS = [
  'aware',
  'judged',
  'measure-available',
  'submitted',
  'requested',
  'handled',
  'decided-not-to-notify',
  'decided-to-notify',
] as const satisfies readonly DutyFact['kind'][];

const NAMED = { noun: 'operations', verb: 'incident' } as const;
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/** The third word of the line as one of `choices`. Throws `Refused` (ASSAY-CLI-003, -005). */
function word<const T extends string>(args: Arguments, what: string, choices: readonly T[], usage: string): T {
  const found = needed(args, 2, what, { ...NAMED, usage });
  const chosen = choices.find((one) => one === found);
  if (chosen !== undefined) return chosen;
  throw new Refused(
    cliFaults.fault('005', {
      message: `"${found}" is no ${what}`,
      expected: choices.join(', '),
      found,
      remedy: `Write: assay operations incident ${usage}`,
    }),
  );
}

export const trackAsked = (args: Arguments): Track =>
  choice(
    args,
    'track',
    LAWS.map(({ track }) => track),
  );

export const stageAsked = (args: Arguments, track: Track): Stage =>
  choice(
    args,
    'stage',
    lawOf(track).duties.map(({ stage }) => stage),
  );

interface Told {
  readonly incident: string;
  readonly by: string;
  /** Clocks of the law that run. */
  readonly running: number;
  /** Of the incident plan, by id. */
  readonly audiences: readonly string[];
}

/** What a line of the command asks of an incident. Throws `Refused` (ASSAY-CLI-003, -005, ASSAY-TIME-001). */
export function commandOf(args: Arguments, io: Io, act: Act, { incident, by, running, audiences }: Told): HandleIncident {
  const told = { incident, by };
  switch (act) {
    case 'verify': {
      const verdict = word(args, 'verdict', VERDICTS, 'verify ID true|benign|false|unknown');
      const [rules, device] = [args.texts('rule'), args.text('device')];
      return {
        ...told,
        type: 'verify',
        verdict,
        reason: asked(args, 'reason'),
        ...(rules.length === 0 ? {} : { rules }),
        ...(device === undefined ? {} : { device }),
      };
    }
    case 'note': {
      const audience = args.text('audience') === undefined ? undefined : choice(args, 'audience', audiences);
      return { ...told, type: 'note', text: asked(args, 'text'), ...(audience === undefined ? {} : { audience }) };
    }
    case 'assign': {
      const role = needed(args, 2, 'a role of the plan', { ...NAMED, usage: 'assign ID ROLE WHO' });
      return { ...told, type: 'assign', role, to: needed(args, 3, 'who has it', { ...NAMED, usage: 'assign ID ROLE WHO' }) };
    }
    case 'severity':
      return { ...told, type: 'rank', severity: word(args, 'severity', SEVERITIES, 'severity ID LEVEL'), reason: asked(args, 'reason') };
    case 'fact':
      return { ...told, type: 'duty', fact: factOf(args, io) };
    case 'say': {
      const field = needed(args, 2, 'a field of the paper', { ...NAMED, usage: 'say ID FIELD --track TRACK --text TEXT' });
      const none = args.text('none');
      const kind = none === undefined ? 'said' : 'none';
      return { ...told, type: 'say', track: trackAsked(args), field, kind, text: none ?? asked(args, 'text') };
    }
    case 'place': {
      const usage = 'place ID DEVICE PART';
      return {
        ...told,
        type: 'place',
        device: needed(args, 2, 'a device', { ...NAMED, usage }),
        part: needed(args, 3, 'a part of the map', { ...NAMED, usage }),
      };
    }
    case 'recover':
      return recoverOf(args, told);
    case 'close': {
      const approvedBy = args.text('approve');
      return { ...told, type: 'close', reason: asked(args, 'reason'), running, ...(approvedBy === undefined ? {} : { approvedBy }) };
    }
    case 'reopen':
      return { ...told, type: 'reopen', reason: asked(args, 'reason') };
    case 'review': {
      const action = args.text('action');
      const due = momentAsked(args, 'due') ?? io.now();
      const actions = action === undefined ? [] : [{ text: action, owner: asked(args, 'owner'), due, controls: args.texts('control') }];
      return { ...told, type: 'review', text: asked(args, 'text'), actions };
    }
    case 'done':
      return { ...told, type: 'action-done', action: needed(args, 2, 'an action of the review', { ...NAMED, usage: 'done ID ACTION' }) };
    case 'erase':
      return { ...told, type: 'erase' };
  }
}

function recoverOf(args: Arguments, told: Pick<Told, 'incident' | 'by'>): HandleIncident {
  const device = needed(args, 2, 'a device', { ...NAMED, usage: 'recover ID DEVICE' });
  const [firmware, credential, since] = [args.text('firmware'), args.text('credential'), momentAsked(args, 'normal-since')];
  const until = momentAsked(args, 'normal-until');
  const issuedAt = momentAsked(args, 'issued');
  if (credential !== undefined && issuedAt === undefined) asked(args, 'issued');
  if (since !== undefined && until === undefined) asked(args, 'normal-until');
  return {
    ...told,
    type: 'recover',
    device,
    ...(firmware === undefined ? {} : { firmware: { digest: firmware, expected: asked(args, 'expected') } }),
    ...(credential === undefined || issuedAt === undefined ? {} : { credential: { digest: credential, issuedAt } }),
    ...(since === undefined || until === undefined ? {} : { behaviour: { since, until, heardUntil: momentAsked(args, 'heard-until') ?? until } }),
  };
}

function factOf(args: Arguments, io: Io): DutyTold {
  const kind = word(args, 'kind of fact', FACTS, 'fact ID KIND');
  const at = momentAsked(args, 'when') ?? io.now();
  const approvedBy = args.text('approve');
  switch (kind) {
    case 'aware':
    case 'decided-to-notify':
      return { kind, track: trackAsked(args), at };
    case 'measure-available':
    case 'handled':
      return { kind, at };
    case 'judged':
      return {
        kind,
        question: 'high-risk',
        answer: choice(args, 'answer', ['yes', 'no']) === 'yes',
        reason: asked(args, 'reason'),
        at,
        ...(approvedBy === undefined ? {} : { approvedBy }),
      };
    case 'submitted': {
      const track = trackAsked(args);
      const receipt = args.text('receipt');
      return { kind, track, stage: stageAsked(args, track), at, to: asked(args, 'to'), ...(receipt === undefined ? {} : { receipt }) };
    }
    case 'requested': {
      const due = momentAsked(args, 'due');
      return { kind, track: trackAsked(args), at, ...(due === undefined ? {} : { due }) };
    }
    case 'decided-not-to-notify':
      return { kind, track: trackAsked(args), reason: asked(args, 'reason'), at, approvedBy: asked(args, 'approve') };
  }
}
