import type { PartKind } from '../../map/model.ts';
import { ACCESS_KINDS } from './access-kinds.ts';
import { atMost, countOf, yes } from './figure-of.ts';
import type { Answer, Check, FigureKind, Figures, Review } from './model.ts';
import { PATCH_LATENCY } from './patch-kind.ts';

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
  /** Figures that somebody sets beside a table; every other is counted from its rows. */
  readonly settings?: readonly string[];
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
  /** Several where it happened several times; none where the figures show nothing either way. */
  readonly values: (figures: (task: string) => Figures, review: Review) => readonly (boolean | string)[];
  /** Of a statement that is false. */
  readonly finding?: string | ((figures: (task: string) => Figures) => string);
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
  /** Of those, the kinds that are told of it unasked where nobody began it; all of them when absent. */
  readonly owes?: readonly PartKind[];
  /** ISO 8601: how long after one is closed the next is due. */
  readonly cadence: string;
  /** ISO 8601: how long one may take. */
  readonly takes: string;
  /** It cannot be started without items on which to decide. */
  readonly decides?: true;
  readonly tasks: readonly Task[];
  readonly states: readonly Stated[];
}

export const REVIEW_KINDS: readonly Kind[] = [
  ...ACCESS_KINDS,
  PATCH_LATENCY,
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
        // Of fewer ways in than the map has, some were not looked at; of none, nothing is shown.
        values: (of, { links }) => {
          const { accesses, standing } = { accesses: countOf(of('access'), 'accesses'), standing: countOf(of('access'), 'standing') };
          if (standing > 0) return [false];
          return accesses === 0 || accesses < links.length ? [] : [true];
        },
        finding: 'the supplier has standing access',
      },
    ],
  },
  {
    id: 'phishing-resistant-roll-out',
    title: 'Phishing-resistant sign-in, rolled out',
    // Of the people who sign in: it is they who owe it, each role by itself.
    for: ['role', 'supplier'],
    // A supplier's people sign in with the supplier's accounts: it can be asked of it, and is not ours to do.
    owes: ['role'],
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
        settings: ['target'],
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
