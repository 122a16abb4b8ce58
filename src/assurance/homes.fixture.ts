import fc from 'fast-check';
import { Digest, Instant } from '../core/index.ts';
import { METHODS, type RecordedEvidence } from '../evidence/model.ts';
import { readMap } from '../map/index.ts';
import type { ServiceMap } from '../map/model.ts';
import type { ExclusionGranted } from './events.ts';
import type { Exclusions } from './exclusion.ts';

// A small service and things that may be said of it, for tests of how a position changes. Used by tests alone.

const TEXT = `
assay: service/1
service: { id: homes, name: Homes, owes: [en-303-645, cra] }
parts:
  - { id: internet, kind: network, name: Internet }
  - { id: home, kind: network, name: Home, population: 90, cohort: household, facts: { wireless: true } }
  - id: camera
    kind: device
    name: Camera
    population: 100
    cohort: household
    attached: [home]
    interfaces: [{ id: telnet, protocol: telnet, purpose: remote-shell, on: [internet, home], authentication: default-credential }]
    variants: [{ id: old, population: 60 }, { id: new, population: 40 }]
  - { id: store, kind: datastore, name: Store, attached: [internet] }
  - { id: source, kind: repository, name: Source, attached: [internet] }
  - { id: developer, kind: role, name: Developer, population: 4 }
flows:
  - { id: up, from: camera, to: store, carries: [video] }
links:
  - { id: writes, type: writes, from: developer, to: source }
assets:
  - { id: video, name: Video, kind: information, needs: { privacy: 4, confidentiality: 4 }, personal: { category: sensitive }, at: [{ part: camera }, { part: store }] }
actors:
  - { id: stranger, name: Stranger, kind: outsider, starts: [{ part: internet, access: reach }] }
`;

export const HOMES: ServiceMap = readMap(TEXT, 'homes.yaml');
/** The same service with the old cameras gone, and one part more. */
export const HOMES_LATER: ServiceMap = readMap(
  TEXT.replace('[{ id: old, population: 60 }, { id: new, population: 40 }]', '[{ id: new, population: 100 }]').replace(
    'flows:',
    '  - { id: log, kind: datastore, name: Log, attached: [internet] }\nflows:',
  ),
  'homes.yaml',
);

export const AT = Instant.parse('2026-11-01T00:00:00Z');
export const DAY = 86_400_000;
export const day = (n: number): Instant => Instant.of(AT + n * DAY);

export function seen(seq: number, subject: string, claim: string, value: RecordedEvidence['value'], more: Partial<RecordedEvidence> = {}): RecordedEvidence {
  return {
    seq,
    subject,
    claim,
    value,
    observedAt: '2026-10-31T00:00:00Z',
    validFor: 'P30D',
    source: 'lab',
    method: 'drill',
    raw: { digest: Digest.of('x'), mediaType: 'text/plain' },
    ...more,
  };
}

const SAID: readonly (readonly [string, readonly string[], 'flag' | 'share'])[] = [
  ['device.no-remote-shell', ['camera', 'camera/old', 'camera/new', 'camera/new#7', 'camera#9'], 'flag'],
  ['device.credentials-unique', ['camera', 'camera/old', 'camera/new'], 'flag'],
  ['device.ports-minimal', ['camera', 'camera/new'], 'flag'],
  ['update.delivered', ['camera', 'camera/old', 'camera/new'], 'share'],
  ['data.encrypted-at-rest', ['store'], 'flag'],
  ['flow.encrypted-authenticated', ['up'], 'flag'],
  ['disclosure.contact-published', ['homes'], 'flag'],
  ['disclosure.reports-answered', ['homes'], 'flag'],
  ['governance.risk-analysis-current', ['homes'], 'flag'],
  ['review.two-person-verified', ['source'], 'flag'],
  ['identity.phishing-resistant', ['developer'], 'flag'],
];

/** One statement about the service, within forty days before the moment. */
const anyStatement: fc.Arbitrary<Omit<RecordedEvidence, 'seq'>> = fc
  .record({
    said: fc.constantFrom(...SAID.flatMap(([claim, subjects, kind]) => subjects.map((subject) => ({ claim, subject, kind })))),
    holds: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
    days: fc.integer({ min: 0, max: 40 }),
    validFor: fc.constantFrom('P1D', 'P7D', 'P30D', 'P365D'),
    method: fc.constantFrom(...METHODS),
    source: fc.constantFrom('lab', 'fleet', 'auditor'),
  })
  .map(({ said, holds, days, validFor, method, source }) => {
    const value = said.kind === 'flag' ? holds : holds ? 1 : 0.2;
    const { seq: _, ...statement } = seen(0, said.subject, said.claim, value, { observedAt: Instant.format(day(-days)), validFor, method, source });
    return statement;
  });

/** Statements as they stand on a ledger, in any order of observation. */
export const anyEvidence: fc.Arbitrary<readonly RecordedEvidence[]> = fc
  .array(anyStatement, { maxLength: 25 })
  .map((list) => list.map((one, seq) => ({ ...one, seq })));

const anyExclusion: fc.Arbitrary<ExclusionGranted> = fc
  .record({
    where: fc.constantFrom(['no-remote-shell', 'camera'], ['no-remote-shell', 'camera/old'], ['stored-data-encrypted', 'store'], ['flow-protected', 'up']),
    begins: fc.integer({ min: -40, max: 0 }),
    lasts: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ where: [control = '', subject = ''], begins, lasts }) => ({
    type: 'exclusion.granted',
    control,
    subject,
    reason: 'to be replaced',
    approver: 'head of product',
    grantedAt: Instant.format(day(begins)),
    until: Instant.format(day(begins + lasts)),
  }));

export const anyExclusions: fc.Arbitrary<Exclusions> = fc
  .array(anyExclusion, { maxLength: 2 })
  .map((list) => new Map(list.map((one) => [`${one.control}@${one.subject}`, one])));
