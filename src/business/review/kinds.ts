import type { PartKind } from '../../map/model.ts';
import type { Answer, Check, FigureKind, Figures } from './model.ts';

/** One thing that has to be done, and what doing it leaves behind. */
export interface Task {
  readonly id: string;
  readonly title: string;
  /** Whether a file has to be brought; its digest is cited. */
  readonly file: boolean;
  readonly figures: Readonly<Record<string, FigureKind>>;
  /** Figures that an answer may bring besides. */
  readonly further?: Readonly<Record<string, FigureKind>>;
  /** The columns of a table from which Assay draws the figures itself. */
  readonly table?: readonly string[];
  /** Figures that are typed in are no answer. */
  readonly drawnOnly?: true;
  /** What the table takes away is looked for in later discoveries. */
  readonly followed?: 'access' | 'leavers' | 'trusts';
  /** Whether the figures are those of something that Assay itself did; only then may the answer's method be a drill. */
  readonly drill?: (figures: Figures) => boolean;
  /** What of the answer does not hold together, in plain words; nothing where all of it does. `others`: the answers to the other tasks. */
  readonly wrong?: (figures: Figures, others: ReadonlyMap<string, Answer>) => readonly string[];
}

export interface Stated {
  readonly claim: string;
  /** Of the subjects, or of the links that they stand behind. */
  readonly of: 'subjects' | 'links';
  /** The tasks that it rests on; the weakest of their methods is its method. */
  readonly tasks: readonly string[];
  /** Several where it happened several times. */
  readonly values: (figures: (task: string) => Figures) => readonly (boolean | string)[];
  /** Of a statement that is false. */
  readonly finding?: string;
  /** The task whose check in the inventory shows it: a later look that covers it is an import, and one that finds what was to be gone makes it false. */
  readonly followed?: string;
  /** Whether a check shows all of it. */
  readonly shown?: (check: Check) => boolean;
  readonly population?: (figures: (task: string) => Figures) => { readonly total: number; readonly seen: number; readonly query: string };
}

export interface Kind {
  readonly id: string;
  readonly title: string;
  readonly for: readonly PartKind[];
  /** ISO 8601: how long after one is closed the next is due. */
  readonly cadence: string;
  /** ISO 8601: how long one may take. */
  readonly takes: string;
  /** It cannot be started without items on which to decide. */
  readonly decides?: true;
  readonly tasks: readonly Task[];
  readonly states: readonly Stated[];
}

/** A count, or 0 where there is none: what an answer has is checked when it is given. */
export const countOf = (figures: Figures, name: string): number => (typeof figures[name] === 'number' ? figures[name] : 0);
const yes = (figures: Figures, name: string): boolean => figures[name] === true;
const atMost = (part: string, whole: string) => (figures: Figures) =>
  countOf(figures, part) > countOf(figures, whole) ? [`${part} is more than ${whole}`] : [];

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
/** Latencies that one entry of the ledger has room for. */
export const MOST_LATENCIES = 1000;

const SYSTEMS: readonly PartKind[] = [
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

export const REVIEW_KINDS: readonly Kind[] = [
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
        tasks: ['leavers'],
        values: (of) => [countOf(of('leavers'), 'removed') === countOf(of('leavers'), 'left')],
        finding: 'accounts of people who have left remain',
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
        wrong: (figures) => ['recorded', 'overdue', 'unapproved', 'overlapping'].flatMap((part) => atMost(part, 'check-outs')(figures)),
      },
      {
        id: 'standing',
        title: 'Standing administrator rights are counted',
        file: true,
        figures: { standing: 'count' },
        further: { accounts: 'count' },
        table: ['account', 'standing'],
      },
    ],
    states: [
      {
        claim: 'identity.privilege-checked-out',
        of: 'subjects',
        tasks: ['check-outs', 'standing'],
        values: (of) => [
          countOf(of('standing'), 'standing') === 0 &&
            countOf(of('check-outs'), 'overdue') === 0 &&
            countOf(of('check-outs'), 'unapproved') === 0 &&
            countOf(of('check-outs'), 'overlapping') === 0 &&
            countOf(of('check-outs'), 'recorded') === countOf(of('check-outs'), 'check-outs'),
        ],
        finding: 'administrator rights stand, ended late, were out twice at once, were approved by nobody else, or left no record',
      },
    ],
  },
  {
    id: 'patch-latency',
    title: 'Patch latency',
    for: [...SYSTEMS, 'workstation'],
    cadence: 'P30D',
    takes: 'P7D',
    tasks: [
      {
        id: 'holes',
        title: 'Each exploitable hole, from when a fix was out until it was closed',
        file: true,
        figures: { holes: 'count', late: 'count', open: 'count', limit: 'duration', latencies: 'durations' },
        further: {
          'limit-critical': 'duration',
          'limit-high': 'duration',
          'limit-medium': 'duration',
          'limit-low': 'duration',
          p50: 'duration',
          p90: 'duration',
          within: 'share',
        },
        table: ['available', 'applied'],
        wrong: (figures) => {
          const latencies = Array.isArray(figures['latencies']) ? figures['latencies'].length : 0;
          const [all, open] = [countOf(figures, 'holes'), countOf(figures, 'open')];
          return [
            ...atMost('late', 'holes')(figures),
            ...atMost('open', 'holes')(figures),
            ...(latencies === Math.min(Math.max(0, all - open), MOST_LATENCIES) ? [] : [`${latencies} latencies and ${open} open holes are not ${all} holes`]),
          ];
        },
      },
    ],
    states: [
      {
        claim: 'patch.latency-kept',
        of: 'subjects',
        tasks: ['holes'],
        values: (of) => [countOf(of('holes'), 'late') === 0],
        finding: 'holes were not closed within the time that was set',
      },
      {
        claim: 'patch.latency',
        of: 'subjects',
        tasks: ['holes'],
        values: (of) => {
          const { latencies } = of('holes');
          return Array.isArray(latencies) ? latencies : [];
        },
      },
    ],
  },
  {
    id: 'restore-test',
    title: 'Restore test',
    for: ['backup'],
    cadence: 'P92D',
    takes: 'P7D',
    tasks: [
      {
        id: 'restore',
        title: 'A backup is restored to an empty environment, and compared with what was backed up',
        file: true,
        figures: { started: 'moment', ended: 'moment', empty: 'yes-or-no', original: 'digest', restored: 'digest' },
        // What Assay counts where it compares both sides itself; digests that somebody typed in are that person's word.
        further: { compared: 'count', changed: 'count', missing: 'count', added: 'count', log: 'digest' },
        drill: (figures) => countOf(figures, 'compared') > 0 && ['changed', 'missing', 'added'].every((name) => typeof figures[name] === 'number'),
        wrong: ({ started, ended }) => (Date.parse(String(ended)) < Date.parse(String(started)) ? ['it ended before it started'] : []),
      },
    ],
    states: [
      {
        claim: 'backup.restore-tested',
        of: 'subjects',
        tasks: ['restore'],
        values: (of) => [
          yes(of('restore'), 'empty') &&
            of('restore')['original'] === of('restore')['restored'] &&
            ['changed', 'missing', 'added'].every((name) => countOf(of('restore'), name) === 0),
        ],
        finding: 'what was restored is not what was backed up, or the environment was not empty',
      },
    ],
  },
  {
    id: 'supplier-review',
    title: 'Supplier review',
    for: ['supplier'],
    cadence: 'P365D',
    takes: 'P30D',
    tasks: [
      { id: 'assurance', title: 'The supplier shows how it keeps what it delivers safe', file: true, figures: { assured: 'yes-or-no' } },
      {
        id: 'access',
        title: 'Each way in that the supplier has is listed',
        file: true,
        figures: { accesses: 'count', standing: 'count' },
        wrong: atMost('standing', 'accesses'),
      },
    ],
    states: [
      {
        claim: 'supplier.assured',
        of: 'subjects',
        tasks: ['assurance'],
        values: (of) => [yes(of('assurance'), 'assured')],
        finding: 'the supplier did not show it',
      },
      {
        claim: 'supplier.access-limited',
        of: 'links',
        tasks: ['access'],
        values: (of) => [countOf(of('access'), 'standing') === 0],
        finding: 'the supplier has standing access',
      },
    ],
  },
  {
    id: 'phishing-resistant-roll-out',
    title: 'Phishing-resistant sign-in, rolled out',
    // Of the people who sign in: it is they who owe it, each role by itself.
    for: ['role', 'supplier'],
    cadence: 'P30D',
    takes: 'P7D',
    tasks: [
      {
        id: 'accounts',
        title: 'Accounts are counted, and those that sign in only with a phishing-resistant factor',
        file: true,
        figures: { accounts: 'count', resistant: 'count' },
        // By when all of them are to have it.
        further: { target: 'target' },
        table: ['account', 'resistant'],
        wrong: (figures) => [...(countOf(figures, 'accounts') === 0 ? ['there is no account'] : []), ...atMost('resistant', 'accounts')(figures)],
      },
    ],
    states: [
      {
        claim: 'identity.phishing-resistant',
        of: 'subjects',
        tasks: ['accounts'],
        values: (of) => [countOf(of('accounts'), 'resistant') === countOf(of('accounts'), 'accounts')],
        finding: 'accounts sign in with a factor that can be phished',
        population: (of) => ({
          total: countOf(of('accounts'), 'accounts'),
          seen: countOf(of('accounts'), 'resistant'),
          query: 'accounts that sign in only with a phishing-resistant factor, of all accounts',
        }),
      },
    ],
  },
];

export const kindOf = (id: string): Kind | undefined => REVIEW_KINDS.find((one) => one.id === id);
