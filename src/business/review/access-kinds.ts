import type { PartKind } from '../../map/model.ts';
import { atMost, countOf } from './figure-of.ts';
import type { Kind, Task } from './kinds.ts';
import type { Figures } from './model.ts';

// Reviews of who may do what.

const allDecided = (figures: Figures): readonly string[] => {
  const sum = countOf(figures, 'confirmed') + countOf(figures, 'changed') + countOf(figures, 'removed');
  const items = countOf(figures, 'items');
  if (items === 0) return ['there is no item'];
  return sum === items ? [] : [`${sum} of ${items} items are decided`];
};
const CARRIED_OUT: Task = {
  id: 'carried-out',
  title: 'What was to be removed or changed is removed or changed',
  file: true,
  figures: { done: 'count' },
  wrong: (figures, others) => {
    const { figures: decisions = {} } = others.get('decisions') ?? {};
    const due = countOf(decisions, 'removed') + countOf(decisions, 'changed');
    return countOf(figures, 'done') === due ? [] : [`${countOf(figures, 'done')} of ${due} removals and changes are shown to be done`];
  },
};
const DECISION_FIGURES = { items: 'count', confirmed: 'count', changed: 'count', removed: 'count' } as const;
/** What is not as it should be of who came, changed and left. */
function illOf(of: (task: string) => Figures): readonly string[] {
  const short = (task: string, part: string, whole: string) => countOf(of(task), part) < countOf(of(task), whole);
  return [
    ...(short('leavers', 'removed', 'left') ? ['accounts of people who have left remain'] : []),
    ...(short('joiners', 'approved', 'joined') ? ['accounts were made that nobody approved'] : []),
    ...(short('movers', 'cut-back', 'moved') ? ['people who changed duties kept their old rights'] : []),
  ];
}

export const SYSTEMS: readonly PartKind[] = [
  'app',
  'server',
  'datastore',
  'broker',
  'identity-provider',
  'mail',
  'wiki',
  'document-system',
  'business-system',
  'repository',
  'build-system',
  'artifact-registry',
  'signing-system',
  'update-server',
  'certificate-authority',
  'monitoring',
  'backup',
  'admin-console',
];

export const ACCESS_KINDS: readonly Kind[] = [
  {
    id: 'access-review',
    title: 'Access review',
    for: SYSTEMS,
    cadence: 'P92D',
    takes: 'P14D',
    decides: true,
    tasks: [
      {
        id: 'decisions',
        title: 'Each account and role is kept, changed or removed by the owner',
        file: true,
        figures: DECISION_FIGURES,
        table: ['item', 'decision'],
        drawnOnly: true,
        followed: 'access',
        wrong: allDecided,
      },
      CARRIED_OUT,
    ],
    states: [
      {
        claim: 'access.reviewed',
        of: 'subjects',
        tasks: ['decisions', 'carried-out'],
        values: () => [true],
        finding: 'what was to be removed is there still',
        followed: 'decisions',
        shown: ({ decided, gone }) => decided > 0 && gone === decided,
      },
    ],
  },
  {
    id: 'federation-review',
    title: 'Trusted sign-in services and tenants',
    for: ['identity-provider'],
    cadence: 'P92D',
    takes: 'P14D',
    decides: true,
    tasks: [
      {
        id: 'decisions',
        title: 'Each sign-in service and tenant that is trusted is kept, changed or removed by the owner',
        file: true,
        figures: DECISION_FIGURES,
        table: ['item', 'decision'],
        drawnOnly: true,
        followed: 'trusts',
        wrong: allDecided,
      },
      CARRIED_OUT,
    ],
    states: [
      {
        claim: 'identity.federation-reviewed',
        of: 'subjects',
        tasks: ['decisions', 'carried-out'],
        values: () => [true],
        finding: 'something is trusted that was to be removed, or on which nobody decided',
        followed: 'decisions',
        shown: ({ observedAt, unconfirmed }) => observedAt !== undefined && unconfirmed === 0,
      },
    ],
  },
  {
    id: 'joiner-mover-leaver',
    title: 'Joiners, movers, leavers',
    for: ['identity-provider'],
    cadence: 'P7D',
    takes: 'P3D',
    tasks: [
      {
        id: 'joiners',
        title: 'Each new account was asked for and approved',
        file: true,
        figures: { joined: 'count', approved: 'count' },
        wrong: atMost('approved', 'joined'),
      },
      {
        id: 'movers',
        title: 'Whoever changed duties lost the old rights',
        file: true,
        figures: { moved: 'count', 'cut-back': 'count' },
        wrong: atMost('cut-back', 'moved'),
      },
      {
        id: 'leavers',
        title: 'Nobody who has left has an account',
        file: true,
        figures: { left: 'count', removed: 'count' },
        table: ['account', 'left', 'removed'],
        followed: 'leavers',
        wrong: atMost('removed', 'left'),
      },
    ],
    states: [
      {
        claim: 'identity.leavers-removed',
        of: 'subjects',
        tasks: ['leavers', 'joiners', 'movers'],
        // Where nobody left, nobody showed that a leaver's account goes.
        values: (of) => (illOf(of).length > 0 ? [false] : countOf(of('leavers'), 'left') === 0 ? [] : [true]),
        finding: (of) => illOf(of).join(', ') || 'accounts of people who have left remain',
        followed: 'leavers',
        shown: ({ decided, gone }) => decided > 0 && gone === decided,
      },
    ],
  },
  {
    id: 'privileged-check-out',
    title: 'Privileged access, checked out',
    for: ['identity-provider', 'admin-console', 'build-system', 'signing-system', 'business-system'],
    cadence: 'P30D',
    takes: 'P7D',
    tasks: [
      {
        id: 'check-outs',
        title: 'Each use of administrator rights was asked for, ended in time, and is on the record',
        file: true,
        figures: { 'check-outs': 'count', recorded: 'count', overdue: 'count' },
        further: { limit: 'duration', unapproved: 'count', overlapping: 'count' },
        table: ['who', 'what', 'from', 'until', 'approved by'],
        settings: ['limit'],
        wrong: (figures) => ['recorded', 'overdue', 'unapproved', 'overlapping'].flatMap((part) => atMost(part, 'check-outs')(figures)),
      },
      {
        id: 'standing',
        title: 'Standing administrator rights are counted',
        file: true,
        figures: { standing: 'count' },
        further: { accounts: 'count' },
        table: ['account', 'standing'],
        wrong: (figures) => (figures['accounts'] === undefined ? [] : atMost('standing', 'accounts')(figures)),
      },
    ],
    states: [
      {
        claim: 'identity.privilege-checked-out',
        of: 'subjects',
        tasks: ['check-outs', 'standing'],
        values: (of) => {
          const uses = of('check-outs');
          const ill = countOf(of('standing'), 'standing') > 0 || ['overdue', 'unapproved', 'overlapping'].some((name) => countOf(uses, name) > 0);
          if (ill || countOf(uses, 'recorded') < countOf(uses, 'check-outs')) return [false];
          // Where nothing was checked out, nobody showed that it ends.
          return countOf(uses, 'check-outs') === 0 ? [] : [true];
        },
        finding: 'administrator rights stand, ended late, were out twice at once, were approved by nobody else, or left no record',
      },
    ],
  },
];
