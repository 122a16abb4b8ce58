import { expect, it } from 'vitest';
import { Digest, Instant, type Json } from '../../core/index.ts';
import { incidentDecider } from './decide.ts';
import type { IncidentEvent } from './events.ts';
import { detection, foldedOf, minutes, ROLES, recorded, SECRET } from './incident.fixture.ts';
import type { Incidents } from './model.ts';
import { type IncidentView, incidentsOf } from './views.ts';

const told = { incident: 'incident-1', by: 'csirt-lead' } as const;

/** Entries of these commands, with all that was sealed still there. */
function kept(...commands: readonly Parameters<typeof incidentDecider.decide>[0][]): Incidents {
  const events: IncidentEvent[] = [];
  let state: Incidents = new Map();
  for (const command of commands) {
    const decision = incidentDecider.decide(command, state);
    if (!decision.ok) throw new Error(decision.faults.map(({ code }) => code).join(' '));
    events.push(...decision.events);
    state = decision.events.reduce(incidentDecider.evolve, state);
  }
  const digestOf = (seq: number) => Digest.of(`sealed ${seq}`);
  const view: IncidentView = {
    facts: events.map(({ type, body, sealed }, seq) => ({
      seq,
      recordedAt: Instant.format(minutes(seq)),
      type,
      body: { ...body, ...(sealed === undefined ? {} : { sealed: digestOf(seq) }) } as Json,
    })),
    unread: [],
  };
  return incidentsOf(view, (_, digest) => events.find((_one, seq) => digestOf(seq) === digest)?.sealed);
}

it('reads nothing that was sealed before an erasure, though its file stands there still', () => {
  const asked = { at: minutes(9000), roles: ROLES, secret: SECRET };
  const [folded] = foldedOf(detection('10.0.0.5', 'x', 0));
  if (folded === undefined) throw new Error('none');
  const open = { ...recorded(folded), ...asked };
  const note = (text: string) => ({ ...told, ...asked, type: 'note', text }) as const;
  const whole = kept(open, note('before'), note('after')).get('incident-1');
  expect([whole?.title, whole?.timeline.map(({ text }) => text)]).toEqual(['Title of x', [undefined, 'before', 'after']]);
  const gone = kept(open, note('before'), { ...told, ...asked, type: 'erase' }, note('after')).get('incident-1');
  expect([gone?.title, gone?.timeline.map(({ text }) => text)]).toEqual([undefined, [undefined, undefined, undefined, 'after']]);
  expect([...(gone?.devices.values() ?? [])].map(({ name }) => name)).toEqual([undefined]);
  expect(gone?.evidence.map(({ sealed }) => sealed)).toEqual([undefined]);
});
