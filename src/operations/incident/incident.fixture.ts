import { Digest, Instant } from '../../core/index.ts';
import type { Detection } from '../detection/model.ts';
import type { HandleIncident, RecordIncident, Traces } from './command.ts';
import { incidentDecider } from './decide.ts';
import { folding } from './fold.ts';
import type { FoldedIncident, Incidents } from './model.ts';

export const START = Instant.parse('2026-11-01T00:00:00Z');
export const minutes = (count: number): Instant => Instant.of(START + count * 60_000);
export const ROLES = ['csirt-lead', 'platform-administrator'];
export const SECRET = 'a secret of the test';

export function detection(subject: string, cause: string, minute: number, more: Partial<Detection> = {}): Detection {
  const at = minutes(minute);
  return {
    rule: `rule/${cause}`,
    engine: 'behaviour',
    title: `Title of ${cause}`,
    level: 'high',
    techniques: ['T1046'],
    subject,
    cause,
    first: at,
    last: at,
    raised: at,
    count: 1,
    events: [{ input: 'conn.log', offset: minute * 100, length: 50 }],
    why: `${subject} did ${cause}`,
    ...more,
  };
}

export function foldedOf(...detections: readonly Detection[]): readonly FoldedIncident[] {
  const all = folding();
  for (const one of detections) all.take(one);
  return all.incidents();
}

export const TRACES: Traces = {
  inputs: [{ name: 'conn.log', digest: Digest.of('the input'), bytes: 1000 }],
  at: (_, offset) => ({ digest: Digest.of(`line ${offset}`), line: `line ${offset}` }),
};

export const recorded = (folded: FoldedIncident): RecordIncident => ({ type: 'record', folded, traces: TRACES });

/** What the commands come to, each at the minute after the last. Throws with the codes of what is refused. */
export function taken(state: Incidents, ...commands: readonly (RecordIncident | HandleIncident)[]): Incidents {
  let at = 3000;
  return commands.reduce((incidents, command) => {
    at += 1;
    const decision = incidentDecider.decide({ ...command, at: minutes(at), roles: ROLES, secret: SECRET }, incidents);
    if (!decision.ok) throw new Error(decision.faults.map(({ code }) => code).join(' '));
    return decision.events.reduce(incidentDecider.evolve, incidents);
  }, state);
}
