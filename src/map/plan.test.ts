import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { describeDiff, diffMaps } from './diff.ts';
import { WEEKDAYS } from './incident-plan.ts';
import { checkMap } from './index.ts';
import { serviceMapSchema } from './model.ts';
import { readMap, readMapAndWarnings } from './read.ts';
import { holes, inWords, stretches, WEEK } from './rota.ts';
import { writeMap } from './write.ts';

type Input = z.input<typeof serviceMapSchema>;
type Plan = NonNullable<Input['csirt']>;

const SOUND: Plan = {
  roles: [
    { id: 'watch', name: 'Watch', duties: ['triage', 'contain'], holders: ['staff'] },
    { id: 'lead', name: 'Lead', duties: ['lead', 'decide', 'communicate', 'report'], holders: ['chiefs'] },
  ],
  onCall: { zone: 'UTC', covers: 'always', shifts: [{ id: 'all', role: 'watch', hours: 'always', deputy: 'lead' }] },
  escalation: [
    { id: 'first', after: 'PT15M', to: ['watch'], by: ['phone'] },
    { id: 'then', after: 'PT1H', to: ['lead'], by: ['phone', 'mail'] },
  ],
  severities: [{ id: 'bad', name: 'Bad', criteria: ['Many homes'], triage: 'PT15M', escalates: 'first', firstMoves: ['Cut off'] }],
  channels: [
    { id: 'phone', name: 'Phone', kind: 'phone' },
    { id: 'mail', name: 'Mail', kind: 'mail', uses: ['mailbox'] },
    { id: 'chat', name: 'Chat', kind: 'chat', uses: ['chatter'] },
  ],
  audiences: [{ id: 'owners', name: 'Owners', who: ['homes'], role: 'lead', by: ['phone'] }],
  authorities: [
    { track: 'exploited-vulnerability', to: 'Platform', contact: 'https://authority.example', role: 'lead', by: ['phone'] },
    { track: 'severe-incident', to: 'Platform', contact: 'https://authority.example', role: 'lead', by: ['phone'] },
  ],
  evidence: { at: ['safe'], role: 'watch', keep: 'P365D', custody: 'Sealed' },
};

function map(csirt: Plan | undefined) {
  const input: Input = {
    assay: 'service/1',
    service: { id: 's', name: 'S', owes: ['cra'] },
    parts: [
      { id: 'cloud', kind: 'server', name: 'Cloud' },
      { id: 'mailbox', kind: 'mail', name: 'Mail' },
      { id: 'chatter', kind: 'wiki', name: 'Chat' },
      { id: 'sign-in', kind: 'identity-provider', name: 'Sign-in' },
      { id: 'staff', kind: 'role', name: 'Staff', population: 3 },
      { id: 'chiefs', kind: 'role', name: 'Chiefs', population: 2 },
      { id: 'loner', kind: 'role', name: 'Loner' },
      { id: 'safe', kind: 'place', name: 'Safe' },
    ],
    flows: [{ id: 'f', from: 'cloud', to: 'mailbox' }],
    links: [
      { id: 'l1', type: 'authenticates', from: 'sign-in', to: 'mailbox' },
      { id: 'l2', type: 'authenticates', from: 'sign-in', to: 'chatter' },
      { id: 'l3', type: 'administers', from: 'staff', to: 'chatter' },
      { id: 'l4', type: 'uses', from: 'loner', to: 'chatter' },
      { id: 'l5', type: 'uses', from: 'chiefs', to: 'mailbox' },
      { id: 'l6', type: 'hosts', from: 'safe', to: 'cloud' },
    ],
    parties: [{ id: 'homes', name: 'Homes' }],
    ...(csirt === undefined ? {} : { csirt }),
  };
  return serviceMapSchema.parse(input);
}

const seen = (plan: Plan | undefined) => {
  const { errors, warnings } = checkMap(map(plan));
  return [...errors, ...warnings].map(({ code, field }) => `${code} ${field}`);
};

describe('an incident plan', () => {
  it('that says everything leaves nothing to look at, and a map without one is no worse as a map', () => {
    expect(seen(SOUND)).toEqual([]);
    expect(seen(undefined)).toEqual([]);
  });

  const [watch, lead] = SOUND.roles as NonNullable<Plan['roles']>;
  const shift = { id: 'all', role: 'watch', hours: 'always', deputy: 'lead' } as const;
  const rota = (shifts: NonNullable<Plan['onCall']>['shifts']) => ({ onCall: { zone: 'UTC', covers: 'always' as const, shifts } });
  const told = (by: readonly string[]) => ({ audiences: [{ id: 'owners', name: 'Owners', role: 'lead', by: [...by] }] });

  it.each<readonly [string, Plan, readonly string[]]>([
    ['without a rota', { ...SOUND, onCall: undefined }, ['ASSAY-MAP-044 csirt']],
    ['without severities', { ...SOUND, severities: [] }, ['ASSAY-MAP-044 csirt']],
    ['without evidence handling', { ...SOUND, evidence: undefined }, ['ASSAY-MAP-044 csirt']],
    ['that tells nobody', { ...SOUND, audiences: [] }, ['ASSAY-MAP-044 csirt']],
    ['in which nobody contains', { ...SOUND, roles: [{ ...(watch as object), duties: ['triage'] }, lead] as Plan['roles'] }, ['ASSAY-MAP-044 csirt']],
    [
      'with a role that nobody holds',
      { ...SOUND, roles: [...(SOUND.roles ?? []), { id: 'more', name: 'More', duties: ['recover'] }] },
      ['ASSAY-MAP-045 csirt.roles[2].holders'],
    ],
    [
      'with a hole at the weekend',
      {
        ...SOUND,
        ...rota([
          {
            ...shift,
            hours: [
              { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '00:00', to: '24:00' },
              { days: ['sat'], from: '00:00', to: '12:00' },
            ],
          },
        ]),
      },
      ['ASSAY-MAP-046 csirt.onCall.shifts'],
    ],
    ['with one person at every hour', { ...SOUND, ...rota([{ ...shift, people: 1 }]) }, ['ASSAY-MAP-047 csirt.onCall.shifts[0]']],
    ['with no deputy', { ...SOUND, ...rota([{ id: 'all', role: 'watch', hours: 'always' }]) }, ['ASSAY-MAP-047 csirt.onCall.shifts[0]']],
    ['without escalation', { ...SOUND, escalation: [], severities: SOUND.severities?.map(({ escalates: _, ...one }) => one) }, ['ASSAY-MAP-048 csirt']],
    [
      'that ends where nobody may decide',
      { ...SOUND, escalation: [{ id: 'first', after: 'PT15M', to: ['watch'], by: ['phone'] }] },
      ['ASSAY-MAP-048 csirt.escalation[0].to'],
    ],
    [
      'that is passed up no later',
      { ...SOUND, escalation: SOUND.escalation?.map((step) => ({ ...step, after: 'PT15M' })) },
      ['ASSAY-MAP-048 csirt.escalation[1].after'],
    ],
    [
      'that calls by nothing',
      { ...SOUND, escalation: SOUND.escalation?.map((step, i) => (i === 0 ? { ...step, by: [] } : step)) },
      ['ASSAY-MAP-048 csirt.escalation[0].by'],
    ],
    ['whose worst is not passed up', { ...SOUND, severities: SOUND.severities?.map(({ escalates: _, ...one }) => one) }, ['ASSAY-MAP-048 csirt.severities[0]']],
    ['with nothing to do first', { ...SOUND, severities: SOUND.severities?.map((one) => ({ ...one, firstMoves: [] })) }, ['ASSAY-MAP-049 csirt.severities[0]']],
    ['with a playbook to do first', { ...SOUND, severities: SOUND.severities?.map((one) => ({ ...one, firstMoves: [], playbooks: ['a.json'] })) }, []],
    [
      'that says not what is severe',
      { ...SOUND, severities: SOUND.severities?.map((one) => ({ ...one, criteria: [] })) },
      ['ASSAY-MAP-049 csirt.severities[0]'],
    ],
    ['told by mail alone', { ...SOUND, ...told(['mail']) }, ['ASSAY-MAP-050 csirt.audiences[0].by']],
    ['told by mail and chat of one sign-in', { ...SOUND, ...told(['mail', 'chat']) }, ['ASSAY-MAP-050 csirt.audiences[0].by']],
    ['told by mail and telephone', { ...SOUND, ...told(['mail', 'phone']) }, []],
    ['told by nothing', { ...SOUND, ...told([]) }, ['ASSAY-MAP-050 csirt.audiences[0].by']],
    ['without the authority of a duty', { ...SOUND, authorities: SOUND.authorities?.slice(0, 1) }, ['ASSAY-MAP-051 csirt']],
    [
      'with evidence on what was attacked',
      { ...SOUND, evidence: { at: ['cloud'], role: 'watch', keep: 'P1D', custody: 'x' } },
      ['ASSAY-MAP-052 csirt.evidence.at[0]'],
    ],
    [
      'held by a system',
      { ...SOUND, roles: [{ ...(watch as object), holders: ['cloud'] }, lead] as Plan['roles'] },
      ['ASSAY-MAP-022 csirt.roles[0].holders[0]'],
    ],
    ['that calls a role it has not', { ...SOUND, ...rota([{ ...shift, role: 'wach' }]) }, ['ASSAY-MAP-021 csirt.onCall.shifts[0].role']],
    [
      'with a channel of no part',
      { ...SOUND, channels: [...(SOUND.channels ?? []), { id: 'x', name: 'X', kind: 'web', uses: ['page'] }] },
      ['ASSAY-MAP-021 csirt.channels[3].uses[0]'],
    ],
    ['with one id twice', { ...SOUND, channels: [...(SOUND.channels ?? []), { id: 'mail', name: 'X', kind: 'web' }] }, ['ASSAY-MAP-020 csirt.channels[3].id']],
  ])('%s', (_, plan, faults) => {
    expect(seen(plan)).toEqual(faults);
  });

  it('names the part behind all channels', () => {
    const [one] = checkMap(map({ ...SOUND, ...told(['mail', 'chat']) })).warnings;
    expect(one?.message).toContain('"sign-in" (Sign-in) silences every channel to "owners": "mail", "chat"');
  });

  it('is written and read as it was, with the places of its faults', () => {
    const text = writeMap(map(SOUND));
    expect(readMap(text, 'service.yaml')).toEqual(map(SOUND));
    const { warnings } = readMapAndWarnings(text.replace('by: [phone]', 'by: [mail]'), 'service.yaml');
    expect(warnings.map(({ code, line }) => [code, text.split('\n')[(line ?? 0) - 1]?.trim()])).toEqual([['ASSAY-MAP-050', 'by: [phone]']]);
  });

  it('is compared by the ids of its lists', () => {
    const changed = { ...SOUND, severities: SOUND.severities?.map((one) => ({ ...one, triage: 'PT30M' })) };
    expect(describeDiff(diffMaps(map(SOUND), map(changed)))).toEqual(['The incident plan "s" changed severities[bad].triage from "PT15M" to "PT30M".']);
    expect(describeDiff(diffMaps(map(undefined), map(SOUND)))).toEqual(['The incident plan "s" is new.']);
    expect(describeDiff(diffMaps(map(SOUND), map(undefined)))).toEqual(['The incident plan "s" is gone.']);
  });
});

describe('a rota', () => {
  it('goes on over midnight, and over the end of the week', () => {
    expect(stretches([{ days: ['sun'], from: '20:00', to: '06:00' }]).map(inWords)).toEqual(['mon 00:00 to mon 06:00', 'sun 20:00 to mon 00:00']);
    const shifts = [{ id: 'a', role: 'r', hours: [{ days: [...WEEKDAYS], from: '18:00', to: '08:00' }] }];
    expect(holes({ zone: 'UTC', covers: [{ days: ['tue'], from: '07:00', to: '19:00' }], shifts }).map(inWords)).toEqual(['tue 08:00 to tue 18:00']);
  });

  it('has a hole exactly where a minute is wanted and nobody has it', () => {
    const clock = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`);
    const hours = fc.array(fc.record({ days: fc.subarray([...WEEKDAYS], { minLength: 1 }), from: clock, to: clock }), { maxLength: 3 });
    const minutes = (list: readonly { readonly from: number; readonly to: number }[]) => {
      const set = new Set<number>();
      for (const { from, to } of list) for (let at = from; at < to; at += 60) set.add(at);
      return set;
    };
    fc.assert(
      fc.property(hours, hours, (covers, shift) => {
        const wanted = minutes(stretches(covers));
        const there = minutes(stretches(shift));
        const open = minutes(holes({ zone: 'UTC', covers, shifts: [{ id: 'a', role: 'r', hours: shift }] }));
        for (let at = 0; at < WEEK; at += 60) expect(open.has(at)).toBe(wanted.has(at) && !there.has(at));
      }),
    );
  });
});
