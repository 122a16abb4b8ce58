import { describe, expect, it } from 'vitest';
import type { Exclusions } from '../../assurance/exclusion.ts';
import { Instant } from '../../core/index.ts';
import { readMap } from '../../map/read.ts';
import type { Review } from './model.ts';
import { neverDone } from './owed.ts';

const AT = Instant.parse('2026-11-10T00:00:00Z');
const MAP = readMap(
  `assay: service/1
service: { id: lamps, name: Lamps }
parts:
  - { id: sign-in, kind: identity-provider, name: Sign-in }
  - { id: backup, kind: backup, name: Backup }
  - { id: second, kind: backup, name: Second backup }
  - { id: away, kind: backup, name: Somewhere else, inScope: false }
  - { id: maker, kind: supplier, name: Maker }
`,
  'service.yaml',
);
const begun = (kind: string, subject: string): Review => ({
  id: `${kind}-1`,
  kind,
  subjects: [subject],
  links: [],
  owner: 'it',
  startedAt: AT,
  dueAt: AT,
  answers: new Map(),
  checks: new Map(),
  files: [],
  state: 'abandoned',
});
const excluded = (until: string): Exclusions =>
  new Map([
    [
      'restore-tested@backup',
      { type: 'exclusion.granted', control: 'restore-tested', subject: 'backup', reason: 'x', approver: 'it', grantedAt: '2026-11-01T00:00:00Z', until },
    ],
  ]);
const owed = (kind: string, reviews: readonly Review[] = [], exclusions: Exclusions = new Map()) =>
  neverDone(MAP, reviews, exclusions, AT).find((one) => one.kind === kind)?.subjects;

describe('what was never done', () => {
  it('is each kind whose claims a control asks for, of the parts that owe it', () => {
    expect(owed('restore-test')).toEqual(['backup', 'second']);
    expect(owed('joiner-mover-leaver')).toEqual(['sign-in']);
    expect(owed('supplier-review')).toEqual(['maker']);
    expect(neverDone(MAP, [], new Map(), AT).map(({ kind }) => kind)).not.toContain('nap');
  });
  it('is of people only where they run the service: not of customers, and not of suppliers', () => {
    const map = readMap(
      `assay: service/1
service: { id: lamps, name: Lamps }
parts:
  - { id: sign-in, kind: identity-provider, name: Sign-in }
  - { id: source, kind: repository, name: Source }
  - { id: console, kind: admin-console, name: Console }
  - { id: app, kind: app, name: App }
  - { id: clerk, kind: role, name: Clerk }
  - { id: developer, kind: role, name: Developer }
  - { id: operator, kind: role, name: Operator }
  - { id: owner, kind: role, name: Owner }
  - { id: tester, kind: role, name: Tester, layer: product }
  - { id: maker, kind: supplier, name: Maker }
links:
  - { id: a, type: uses, from: clerk, to: sign-in }
  - { id: b, type: writes, from: developer, to: source }
  - { id: c, type: administers, from: operator, to: console }
  - { id: d, type: uses, from: owner, to: app }
  - { id: e, type: uses, from: tester, to: sign-in }
  - { id: f, type: supports, from: maker, to: sign-in }
`,
      'service.yaml',
    );
    const rollOut = neverDone(map, [], new Map(), AT).find(({ kind }) => kind === 'phishing-resistant-roll-out');
    expect(rollOut?.subjects).toEqual(['clerk', 'developer', 'operator']);
  });
  it('is not what was begun, also where it was given up', () => {
    expect(owed('restore-test', [begun('restore-test', 'backup')])).toEqual(['second']);
    expect(owed('restore-test', [begun('restore-test', 'backup'), begun('restore-test', 'second')])).toBeUndefined();
  });
  it('is not what is excluded, for as long as it is', () => {
    expect(owed('restore-test', [], excluded('2026-12-01T00:00:00Z'))).toEqual(['second']);
    expect(owed('restore-test', [], excluded('2026-11-05T00:00:00Z'))).toEqual(['backup', 'second']);
  });
});
