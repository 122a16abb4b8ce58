import { describe, expect, it } from 'vitest';
import { positionOf } from '../../assurance/position.ts';
import { Digest, Instant } from '../../core/index.ts';
import { readMap } from '../../map/read.ts';
import { missingOf, type ReviewCommand, reviewDecider } from './decide.ts';
import type { AnswerMethod, Check, Figures, Review, Reviews } from './model.ts';
import { statementsOf } from './statements.ts';

// What closing states has to be enough for the control that asks for it, and no more than was shown.

const AT = Instant.parse('2026-11-10T00:00:00Z');
const MAP = readMap(
  `assay: service/1
service: { id: lamps, name: Lamps }
parts:
  - { id: sign-in, kind: identity-provider, name: Sign-in }
  - { id: wiki, kind: wiki, name: Wiki }
  - { id: backup, kind: backup, name: Backup }
  - { id: developer, kind: role, name: Developer }
  - { id: maker, kind: supplier, name: Maker }
`,
  'service.yaml',
);
const raw = { digest: Digest.of('x'), mediaType: 'text/csv' };
type Given = readonly [task: string, method: AnswerMethod, figures: Figures];

function verdictOf(control: string, kind: string, subject: string, answers: readonly Given[], check?: Partial<Check>): string | undefined {
  const closed = closedOf(kind, subject, answers, check);
  if (closed === undefined) return undefined;
  expect(missingOf(closed)).toEqual([]);
  const evidence = statementsOf(closed).map((one, seq) => ({ ...one, seq }));
  const { controls } = positionOf({ map: MAP, evidence, exclusions: new Map(), at: AT });
  return controls.find((one) => one.control.id === control)?.subjects.find((one) => one.subject === subject)?.verdict;
}

function closedOf(kind: string, subject: string, answers: readonly Given[], check?: Partial<Check>, links: readonly string[] = []): Review | undefined {
  const review = `${kind}-1`;
  const of = MAP.parts.find(({ id }) => id === subject);
  const items = { count: 2, digest: raw.digest };
  const commands: readonly ReviewCommand[] = [
    { type: 'start', at: AT, review, kind, subjects: [{ id: subject, kind: of?.kind ?? '' }], links, owner: 'it', roles: ['it'], items },
    ...answers.map(
      ([task, method, figures]): ReviewCommand => ({ type: 'answer', at: AT, review, task, by: 'it', roles: ['it'], observedAt: AT, figures, method, raw }),
    ),
    ...(check === undefined
      ? []
      : [
          { type: 'check' as const, at: AT, review, task: 'decisions', decided: 0, gone: 0, present: 0, unconfirmed: 0, unlisted: 0, observedAt: AT, ...check },
        ]),
    { type: 'close', at: AT, review, by: 'it', roles: ['it'] },
  ];
  let state: Reviews = reviewDecider.initial;
  for (const command of commands) {
    const decision = reviewDecider.decide(command, state);
    if (!decision.ok) throw new TypeError(decision.faults.map(({ message }) => message).join('; '));
    state = decision.events.reduce(reviewDecider.evolve, state);
  }
  return state.get(review);
}

const side = Digest.of('side');
const restore = { started: '2026-11-09T00:00:00Z', ended: '2026-11-09T04:00:00Z', empty: true, original: side, restored: side };
const compared = { compared: 9, changed: 0, missing: 0, added: 0 };
const uses = { 'check-outs': 3, recorded: 3, overdue: 0, unapproved: 0, overlapping: 0, limit: 'PT4H' };
const holes = { holes: 1, late: 0, open: 0, limit: 'P14D', latencies: ['PT24H'], p50: 'PT24H', p90: 'PT24H', within: 1 };
const decisions: Given = ['decisions', 'attestation', { items: 2, confirmed: 1, changed: 0, removed: 1 }];
const done: Given = ['carried-out', 'attestation', { done: 1 }];

describe('a review that is closed', () => {
  it.each<[verdict: string, what: string, control: string, kind: string, subject: string, answers: readonly Given[], check?: Partial<Check>]>([
    ['proven', 'both sides compared', 'restore-tested', 'restore-test', 'backup', [['restore', 'drill', { ...restore, ...compared }]]],
    ['failing', 'a file missing', 'restore-tested', 'restore-test', 'backup', [['restore', 'drill', { ...restore, ...compared, missing: 1 }]]],
    ['failing', 'no empty place', 'restore-tested', 'restore-test', 'backup', [['restore', 'drill', { ...restore, ...compared, empty: false }]]],
    ['unproven', 'digests typed in', 'restore-tested', 'restore-test', 'backup', [['restore', 'attestation', restore]]],
    [
      'proven',
      'both tables read',
      'privileged-access-check-out',
      'privileged-check-out',
      'sign-in',
      [
        ['check-outs', 'import', uses],
        ['standing', 'import', { standing: 0, accounts: 4 }],
      ],
    ],
    [
      'unproven',
      'standing rights counted by hand',
      'privileged-access-check-out',
      'privileged-check-out',
      'sign-in',
      [
        ['check-outs', 'import', uses],
        ['standing', 'attestation', { standing: 0 }],
      ],
    ],
    ...(['overdue', 'unapproved', 'overlapping'] as const).map((what): ['failing', string, string, string, string, readonly Given[]] => [
      'failing',
      what,
      'privileged-access-check-out',
      'privileged-check-out',
      'sign-in',
      [
        ['check-outs', 'import', { ...uses, [what]: 1 }],
        ['standing', 'import', { standing: 0 }],
      ],
    ]),
    ['proven', 'holes read', 'patch-latency-kept', 'patch-latency', 'wiki', [['holes', 'import', holes]]],
    ['unproven', 'holes told', 'patch-latency-kept', 'patch-latency', 'wiki', [['holes', 'attestation', holes]]],
    [
      'failing',
      'a late hole',
      'patch-latency-kept',
      'patch-latency',
      'wiki',
      [['holes', 'import', { ...holes, late: 1, within: 0, latencies: ['PT400H'], p50: 'PT400H', p90: 'PT400H' }]],
    ],
    ['unproven', 'trusts nobody looked at', 'federation-reviewed', 'federation-review', 'sign-in', [decisions, done]],
    ['unproven', 'a trust not seen to be gone', 'federation-reviewed', 'federation-review', 'sign-in', [decisions, done], { decided: 1, unconfirmed: 1 }],
    ['proven', 'a trust seen to be gone', 'federation-reviewed', 'federation-review', 'sign-in', [decisions, done], { decided: 1, gone: 1 }],
    ['failing', 'a trust still there', 'federation-reviewed', 'federation-review', 'sign-in', [decisions, done], { decided: 1, present: 1 }],
    ['failing', 'a trust that came besides', 'federation-reviewed', 'federation-review', 'sign-in', [decisions, done], { decided: 1, gone: 1, unlisted: 1 }],
    ['proven', 'access that somebody decided on', 'access-reviewed', 'access-review', 'sign-in', [decisions, done]],
    ['failing', 'access that was not taken away', 'access-reviewed', 'access-review', 'sign-in', [decisions, done], { decided: 1, present: 1 }],
    [
      'proven',
      'everybody of a role',
      'phishing-resistant-sign-in',
      'phishing-resistant-roll-out',
      'developer',
      [['accounts', 'import', { accounts: 4, resistant: 4, target: '2027-01-01T00:00:00Z' }]],
    ],
    [
      'failing',
      'some of a role',
      'phishing-resistant-sign-in',
      'phishing-resistant-roll-out',
      'developer',
      [['accounts', 'import', { accounts: 4, resistant: 3 }]],
    ],
  ])('is %s where there are %s: %s', (verdict, _, control, kind, subject, answers, check) => {
    expect(verdictOf(control, kind, subject, answers, check)).toBe(verdict);
  });

  it('takes a drill only from what Assay compared', () => {
    expect(() => verdictOf('restore-tested', 'restore-test', 'backup', [['restore', 'drill', restore]])).toThrow('compared both sides');
  });
});

const joined = (more: Figures = {}): Given => ['joiners', 'attestation', { joined: 2, approved: 2, ...more }];
const moved = (more: Figures = {}): Given => ['movers', 'attestation', { moved: 2, 'cut-back': 2, ...more }];
const left = (more: Figures = {}): Given => ['leavers', 'attestation', { left: 2, removed: 2, ...more }];
const JOINERS = 'joiner-mover-leaver';
const ASSURED: Given = ['assurance', 'attestation', { assured: true }];
const ways = (accesses: number, standing: number): Given => ['access', 'attestation', { accesses, standing }];
const NONE = { holes: 0, late: 0, open: 0, limit: 'P7D', latencies: [] };

// What was not looked at, or contradicts itself, shows nothing good.
describe('what a review states', () => {
  it.each<[what: string, kind: string, subject: string, answers: readonly Given[], stated: readonly string[], links?: readonly string[]]>([
    ['leavers gone', JOINERS, 'sign-in', [joined(), moved(), left()], ['identity.leavers-removed true']],
    ['nobody left', JOINERS, 'sign-in', [joined(), moved(), left({ left: 0, removed: 0 })], []],
    ['a leaver remains', JOINERS, 'sign-in', [joined(), moved(), left({ removed: 1 })], ['identity.leavers-removed false']],
    ['nobody approved', JOINERS, 'sign-in', [joined({ joined: 5, approved: 0 }), moved(), left()], ['identity.leavers-removed false']],
    ['rights kept', JOINERS, 'sign-in', [joined(), moved({ 'cut-back': 0 }), left({ left: 0, removed: 0 })], ['identity.leavers-removed false']],
    ['no hole', 'patch-latency', 'wiki', [['holes', 'attestation', NONE]], []],
    [
      'nothing checked out',
      'privileged-check-out',
      'sign-in',
      [
        ['check-outs', 'attestation', { 'check-outs': 0, recorded: 0, overdue: 0 }],
        ['standing', 'attestation', { standing: 0 }],
      ],
      [],
    ],
    [
      'nothing checked out, and rights that stand',
      'privileged-check-out',
      'sign-in',
      [
        ['check-outs', 'attestation', { 'check-outs': 0, recorded: 0, overdue: 0 }],
        ['standing', 'attestation', { standing: 1 }],
      ],
      ['identity.privilege-checked-out false'],
    ],
    ['ways in, none standing', 'supplier-review', 'maker', [ASSURED, ways(1, 0)], ['supplier.assured true', 'supplier.access-limited true'], ['link']],
    ['no way in', 'supplier-review', 'maker', [ASSURED, ways(0, 0)], ['supplier.assured true'], ['link']],
    ['fewer than the map has', 'supplier-review', 'maker', [ASSURED, ways(1, 0)], ['supplier.assured true'], ['link', 'other']],
    ['one that stands', 'supplier-review', 'maker', [ASSURED, ways(1, 1)], ['supplier.assured true', 'supplier.access-limited false'], ['link']],
  ])('of %s', (_, kind, subject, answers, stated, links = []) => {
    const closed = closedOf(kind, subject, answers, undefined, links);
    if (closed === undefined) throw new TypeError('it was not closed');
    const statements = statementsOf(closed);
    expect(statements.map(({ claim, value }) => `${claim} ${String(value)}`)).toEqual(stated);
    for (const { value, finding } of statements) expect(finding === undefined).toBe(value !== false);
  });

  it('says in the finding what was ill', () => {
    const closed = closedOf(JOINERS, 'sign-in', [joined({ approved: 0 }), moved({ 'cut-back': 0 }), left()]);
    expect(closed === undefined ? undefined : statementsOf(closed)[0]?.finding?.title).toBe(
      'In the review joiner-mover-leaver-1, accounts were made that nobody approved, people who changed duties kept their old rights',
    );
  });
});

describe('figures of holes', () => {
  const given = (more: Figures): Figures => ({ holes: 2, late: 0, open: 0, limit: 'P7D', latencies: ['P1D', 'P7D'], ...more });
  it.each<[figures: Figures, late: number | undefined]>([
    [given({}), 0],
    [given({ late: 1 }), undefined],
    [given({ holes: 52, open: 50, latencies: ['P300D', 'P400D'] }), undefined],
    [given({ latencies: ['P300D', 'P400D'] }), undefined],
    [given({ latencies: ['P300D', 'P400D'], late: 2 }), 2],
    [given({ open: 1, latencies: ['P1D'] }), undefined],
    [given({ open: 1, latencies: ['P1D'], 'open-for': ['P2D'] }), 0],
    [given({ open: 1, latencies: ['P1D'], 'open-for': ['P20D'] }), undefined],
    [given({ open: 1, latencies: ['P1D'], 'open-for': ['P20D'], late: 1 }), 1],
    // Where limits differ by severity, the figures leave open which hole has which.
    [given({ 'limit-critical': 'P2D', late: 1 }), 1],
    [given({ 'limit-critical': 'P2D', late: 2 }), undefined],
    [given({ within: 0.5 }), undefined],
    [given({ p50: 'P2D', p90: 'P1D' }), undefined],
  ])('%j', (figures, late) => {
    const close = () => closedOf('patch-latency', 'wiki', [['holes', 'attestation', figures]]);
    if (late === undefined) expect(close).toThrow(TypeError);
    else expect(close()?.answers.get('holes')?.figures['late']).toBe(late);
  });
});
