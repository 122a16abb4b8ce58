import { describe, expect, it } from 'vitest';
import { Digest } from '../../core/index.ts';
import { incidentPlanSchema } from '../../map/incident-plan.ts';
import { clocks } from '../duty/clock.ts';
import { lawOf } from '../duty/laws/index.ts';
import type { Stage, Track } from '../duty/model.ts';
import type { HandleIncident, RecordIncident } from '../incident/command.ts';
import { incidentDecider } from '../incident/decide.ts';
import { detection, foldedOf, minutes, recorded, SECRET } from '../incident/incident.fixture.ts';
import type { Incidents } from '../incident/model.ts';
import { dueIn } from './due.ts';
import { incidentEvidence, shownBy } from './evidence.ts';

const PLAN = incidentPlanSchema.parse({
  roles: [
    { id: 'watch', name: 'First look', duties: ['triage'], holders: ['watcher'] },
    { id: 'lead', name: 'Lead', duties: ['lead', 'decide'], holders: ['boss'], deputies: ['second'] },
    { id: 'hands', name: 'Hands', duties: ['contain', 'recover'], holders: ['admin'] },
    { id: 'voice', name: 'Voice', duties: ['communicate', 'report'], holders: ['speaker'] },
  ],
  severities: [
    { id: 'fleet', name: 'Fleet', levels: ['critical', 'high'], triage: 'PT15M' },
    { id: 'rest', name: 'Rest', levels: ['medium', 'low'], triage: 'P1D' },
  ],
  audiences: [{ id: 'owners', name: 'Owners', role: 'voice', within: 'PT1H' }],
  authorities: [{ track: 'personal-data-breach', to: 'Authority', contact: 'https://authority.example', role: 'voice' }],
});
const ROLES = ['watcher', 'boss', 'second', 'admin', 'speaker', 'stranger'];
const UTC = { zone: { name: 'UTC', offset: () => 0 } };
const TRACK: Track = 'personal-data-breach';
const DAY = 1440;

/** A command without what every one of them has, at a minute of the test. */
type Told = HandleIncident extends infer H ? (H extends HandleIncident ? Omit<H, 'incident'> : never) : never;
type Step = readonly [number, Told];

/** Of one alarm on one device, opened at minute 10. */
function handled(exercise: boolean, steps: readonly Step[], more: Partial<RecordIncident> = {}): Incidents {
  const [folded] = foldedOf(detection('10.0.0.5', 'x', 0));
  if (folded === undefined) throw new Error('none');
  const all: readonly (readonly [number, RecordIncident | HandleIncident])[] = [
    [10, { ...recorded(folded), exercise, ...more }],
    ...steps.map(([minute, told]) => [minute, { ...told, incident: 'incident-1' } as HandleIncident] as const),
  ];
  return all.reduce((incidents, [minute, command]) => {
    const decision = incidentDecider.decide({ ...command, at: minutes(minute), roles: ROLES, secret: SECRET }, incidents);
    if (!decision.ok) throw new Error(decision.faults.map(({ code, message }) => `${code} ${message}`).join(' '));
    return decision.events.reduce(incidentDecider.evolve, incidents);
  }, incidentDecider.initial);
}

const shown = (incidents: Incidents, minute: number) => shownBy({ plan: PLAN, incidents: [...incidents.values()], now: minutes(minute) }, UTC);
function said(claim: string, incidents: Incidents, minute: number) {
  const one = shown(incidents, minute).find((each) => each.claim === claim);
  return one === undefined ? 'nothing' : one.value ? 'true' : one.lacks.map(({ lack }) => lack).join('; ');
}

const verify = (by = 'watcher'): Told => ({ type: 'verify', by, verdict: 'true', reason: 'seen' });
const contain = (by = 'admin'): Told => ({
  type: 'contain',
  by,
  device: '10.0.0.5',
  since: minutes(40),
  heardUntil: minutes(60),
  method: 'drill',
});
const recover: Told = {
  type: 'recover',
  by: 'admin',
  device: '10.0.0.5',
  firmware: { digest: Digest.of('firmware'), expected: Digest.of('firmware') },
  credential: { digest: Digest.of('key'), issuedAt: minutes(100) },
  behaviour: { since: minutes(100), until: minutes(100 + DAY), heardUntil: minutes(100 + DAY) },
};
const close = (by = 'boss'): Told => ({ type: 'close', by, reason: 'well', running: 0 });
const told = (by = 'speaker'): Told => ({ type: 'note', by, text: 'Take it off the network.', audience: 'owners' });
const cause: Told = { type: 'say', by: 'boss', track: 'severe-incident', field: 'root-cause', kind: 'said', text: 'A default password.' };
const aware: Told = { type: 'duty', by: 'watcher', fact: { kind: 'aware', track: TRACK, at: minutes(25) } };
const highRisk: Told = { type: 'duty', by: 'boss', fact: { kind: 'judged', question: 'high-risk', answer: true, reason: 'pictures', at: minutes(26) } };
const handIn = (stage: Stage, at: number): Told => ({
  type: 'duty',
  by: 'speaker',
  fact: { kind: 'submitted', track: TRACK, stage, at: minutes(at), to: 'the authority' },
});

const WHOLE: readonly Step[] = [
  [20, verify()],
  [50, told()],
  [70, contain()],
  [2000, recover],
  [2010, cause],
  [2020, close()],
];
const without = (...at: readonly number[]) => WHOLE.filter(([minute]) => !at.includes(minute));
const instead = (at: number, told: Told, minute = at) => WHOLE.map((step): Step => (step[0] === at ? [minute, told] : step));
const CLOSED_UNWELL: Told = { type: 'close', by: 'boss', approvedBy: 'second', reason: 'scrapped', running: 0 };

describe('what incidents show of', () => {
  it.each<readonly [string, Incidents, number, string]>([
    ['an alarm verified in time', handled(false, [[20, verify()]]), 30, 'true'],
    ['one verified late', handled(false, [[27, verify()]]), 30, 'verified 2 min too late'],
    ['one that waits and has time', handled(false, []), 25, 'nothing'],
    ['one that waits and has none', handled(false, []), 26, 'its time has passed, and nobody has verified it'],
    [
      'one that was ranked lower when it was late',
      handled(false, [[26, { type: 'rank', by: 'boss', severity: 'low', reason: 'so' }]]),
      27,
      'its time has passed, and nobody has verified it',
    ],
    ['one of long ago', handled(false, []), 36 * DAY + 10, 'nothing'],
    ['an exercise', handled(true, [[20, verify()]]), 30, 'true'],
  ])('triage: %s', (_, incidents, minute, answer) => {
    expect(said('csirt.triage-timely', incidents, minute)).toBe(answer);
  });

  it('triage: a rehearsal does not make good for an alarm that waited', () => {
    const waited = handled(false, []);
    const rehearsed = [...handled(true, [[20, verify()]]).values()].map((one) => ({ ...one, id: 'incident-2' }));
    const all: Incidents = new Map([...waited, ...rehearsed.map((one) => [one.id, one] as const)]);
    expect(said('csirt.triage-timely', all, 30)).toBe('its time has passed, and nobody has verified it');
  });

  const STREAM = { traces: { inputs: [{ name: 'conn.log', bytes: 9 }], at: () => undefined } };
  it.each<readonly [string, Incidents, string]>([
    ['one gone over to its cause', handled(true, WHOLE), 'true'],
    ['one of which nobody said the cause', handled(true, without(2010)), 'nobody has said what caused it'],
    ['one that came by a stream', handled(true, WHOLE, STREAM), 'what was read has no digest; events have no digest: they came by a stream'],
    ['one that is not over', handled(true, without(2020)), 'nothing'],
    [
      'a false alarm',
      handled(true, [
        [20, { type: 'verify', by: 'watcher', verdict: 'false', reason: 'ours' }],
        [30, close()],
      ]),
      'nothing',
    ],
  ])('investigation: %s', (_, incidents, answer) => {
    expect(said('csirt.investigation-recorded', incidents, 3000)).toBe(answer);
  });

  it('investigation: one that happened is no drill', () => {
    expect(shown(handled(false, WHOLE), 3000).map(({ claim, method }) => `${claim} ${method}`)).toEqual([
      'csirt.triage-timely runtime',
      'csirt.investigation-recorded runtime',
    ]);
  });

  it.each<readonly [string, readonly Step[], string]>([
    ['run through by those who hold the roles', WHOLE, 'true'],
    ['closed by a deputy', instead(2020, close('second')), 'true'],
    ['verified by a stranger', instead(20, verify('stranger')), 'it was verified by who holds no role of the plan that does so'],
    ['contained by who answers the telephone', instead(70, contain('speaker')), 'it was contained by who holds no role of the plan that does so'],
    ['contained by a playbook alone', instead(70, contain('assay')), 'a playbook contained it, and nobody was assigned who does so'],
    [
      'contained by a playbook of who was assigned',
      [[15, { type: 'assign', by: 'boss', role: 'hands', to: 'stranger' }], ...instead(70, contain('assay'))],
      'true',
    ],
    ['without containment', without(70), '1 of 1 devices were not measured to be contained'],
    [
      'closed by two without recovery',
      instead(2020, CLOSED_UNWELL).filter(([at]) => at !== 2000),
      '1 of 1 devices were not shown to be recovered; nobody recovered it',
    ],
    ['not over', without(2020), 'nothing'],
  ])('the plan: an exercise %s', (_, steps, answer) => {
    expect(said('csirt.plan-exercised', handled(true, steps), 3000)).toBe(answer);
  });

  it.each<readonly [string, readonly Step[], string]>([
    ['in time', WHOLE, 'true'],
    ['late', instead(50, told(), 71), 'owners were told later than PT1H'],
    ['by another', instead(50, told('boss')), 'owners were told by who does not hold the role voice'],
    ['never', without(50), 'nobody told owners'],
  ])('telling: an exercise in which the owners were told %s', (_, steps, answer) => {
    expect(
      said(
        'csirt.communication-exercised',
        handled(
          true,
          [...steps].sort(([a], [b]) => a - b),
        ),
        3000,
      ),
    ).toBe(answer);
  });

  const reports = (...steps: readonly Step[]) =>
    handled(
      true,
      [...WHOLE, ...steps].sort(([a], [b]) => a - b),
    );
  const HANDED: readonly Step[] = [
    [25, aware],
    [26, highRisk],
    [60, handIn('notification', 60)],
    [61, handIn('persons', 61)],
  ];
  it.each<readonly [string, Incidents, string]>([
    ['handed in in time', reports(...HANDED), 'true'],
    ['that nobody began', reports(), 'nothing'],
    ['of which one was forgotten', reports(...HANDED.slice(0, 3)), 'GDPR persons (personal-data-breach) was not handed in'],
    [
      'entered a week later as if they had been in time',
      reports(...HANDED.slice(0, 2), [10_000, handIn('notification', 60)], [10_001, handIn('persons', 61)]),
      'GDPR notification (personal-data-breach) was handed in late',
    ],
    [
      'on another law than the plan names',
      reports([25, { type: 'duty', by: 'watcher', fact: { kind: 'aware', track: 'severe-incident', at: minutes(25) } }]),
      'nobody rehearsed the reports on personal-data-breach',
    ],
  ])('reports: an exercise with papers %s', (_, incidents, answer) => {
    expect(said('csirt.reporting-rehearsed', incidents, 11_000)).toBe(answer);
  });

  it('what did happen is no exercise', () => {
    const real = handled(
      false,
      [...WHOLE, ...HANDED].sort(([a], [b]) => a - b),
    );
    for (const claim of ['csirt.plan-exercised', 'csirt.communication-exercised', 'csirt.reporting-rehearsed']) expect(said(claim, real, 3000)).toBe('nothing');
  });

  it('a statement names neither devices nor words, and is good from the last deed on, whenever it is drawn', () => {
    const [first, again] = [3000, 9000].map((minute) => shown(reports(...HANDED), minute).map((one) => incidentEvidence(one, 'service', Digest.of('plan'))));
    expect(again).toEqual(first);
    const plan = first?.find(({ evidence }) => evidence.claim === 'csirt.plan-exercised');
    expect(plan?.evidence).toMatchObject({ subject: 'service', value: true, method: 'drill', observedAt: '2026-11-02T09:40:00Z' });
    for (const secret of ['10.0.0.5', 'default password', 'pictures']) expect(JSON.stringify(first)).not.toContain(secret);
  });
});

describe('what is due', () => {
  const review: Told = {
    type: 'review',
    by: 'boss',
    text: 'A default password.',
    actions: [{ text: 'Take it out', owner: 'boss', due: minutes(5000), controls: [] }],
  };
  const incidents = handled(true, [
    [20, verify()],
    [25, aware],
    [30, review],
  ]);
  const due = (minute: number, from = incidents) =>
    [...from.values()].flatMap((one) =>
      dueIn(one, clocks(one.duties, minutes(minute), UTC), minutes(minute)).map(({ what, overdue, remind }) => [what, overdue, remind]),
    );

  it('has each report with when to remind of it next, and each action', () => {
    expect(lawOf(TRACK).duties[0]?.term).toEqual({ hours: 72 });
    expect(due(40)).toEqual([
      ['GDPR notification (33(1))', false, minutes(25 + 36 * 60)],
      ['action-1, boss', false, undefined],
    ]);
    expect(due(25 + 36 * 60)[0]?.[2]).toBe(minutes(25 + Math.floor(72 * 60 * 0.8)));
  });

  it('says what is overdue, until it is done', () => {
    expect(due(5001).map(([, overdue]) => overdue)).toEqual([true, true]);
    expect(
      due(
        5001,
        handled(true, [
          [20, verify()],
          [25, aware],
          [30, review],
          [40, handIn('notification', 40)],
          [41, { type: 'action-done', by: 'boss', action: 'action-1' }],
        ]),
      ),
    ).toEqual([]);
  });
});
