import { describe, expect, it } from 'vitest';
import { Digest, Instant, Refused } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import { type Joins, readJoins } from '../inventory/joins.ts';
import { EVERY_IMPORTER } from './index.ts';
import { decideOffice, takeOffice } from './taking.ts';

const NOW = Instant.parse('2026-11-01T00:00:00Z');
const MAP: ServiceMap = serviceMapSchema.parse({
  assay: 'service/1',
  service: { id: 'cameras', name: 'Cameras' },
  parts: [
    { id: 'firmware-source', kind: 'repository', name: 'Firmware' },
    { id: 'directory', kind: 'identity-provider', name: 'Directory' },
    { id: 'post', kind: 'mail', name: 'Post' },
  ],
});
const joins = (...rules: readonly string[]): Joins =>
  readJoins(`assay: joins/1\njoins:\n${['{ name: "*firmware", is: firmware-source }', ...rules].map((each) => `  - ${each}\n`).join('')}`, 'joins.yaml', MAP);

type Step = { readonly report: object | readonly object[]; readonly rules?: readonly string[]; readonly at?: string };

/** Imports one after the other; gives what the claim came to at last (`undefined`: nothing said), and what the last import was told. */
function after(subject: string, claim: string, ...steps: readonly Step[]) {
  const recorded: RecordedEvidence[] = [];
  let told: readonly string[] = [];
  for (const { report, rules = [], at } of steps) {
    const text = JSON.stringify(report);
    const rulesOf = joins(...rules);
    try {
      const now = at === undefined ? NOW : Instant.parse(at);
      const office = takeOffice({
        files: [{ file: 'in', text, digest: Digest.of(text) }],
        map: MAP,
        now,
        joins: rulesOf,
        importers: EVERY_IMPORTER,
        subjectField: '--subject',
      });
      const { statements, entering } = decideOffice(office, { taken: [], before: [], recorded });
      told = entering.othersStand.map((each) => `${each.subject} ${each.claim}: ${each.why}`);
      for (const one of statements) recorded.push({ ...one, seq: recorded.length });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      told = error.faults.map(({ code }) => code);
    }
  }
  const last = recorded
    .filter((one) => one.subject === subject && one.claim === claim)
    .toSorted((a, b) => Instant.parse(a.observedAt) - Instant.parse(b.observedAt))
    .at(-1);
  return { value: last?.value, told, recorded };
}

const CHECKS = ['enabled', 'applies_to_admins']
  .map((each) => `repository_default_branch_protection_${each}`)
  .concat(['disallows_force_push', 'deletion_disabled'].map((each) => `repository_default_branch_${each}`));
const repository = (name: string, minute: number, status: 'PASS' | 'FAIL' = 'PASS', owner = 'fern') =>
  CHECKS.map((check, i) => ({
    class_uid: 2004,
    status_code: i === 0 ? status : 'PASS',
    severity_id: 4,
    time_dt: `2026-10-30T12:${minute}:00Z`,
    metadata: { event_code: check, product: { name: 'Prowler', version: '5' } },
    resources: [{ uid: `r-${name}`, name, region: owner, group: { name: 'repository' } }],
    unmapped: { provider: 'github' },
  }));

describe('a report of some of what an earlier one looked at', () => {
  const protectedBranch = (...steps: readonly Step[]) => after('firmware-source', 'repository.branch-protected', ...steps);
  const failed = { report: [...repository('hub-firmware', 10, 'FAIL'), ...repository('cam-firmware', 10)] };
  const both = { report: [...repository('hub-firmware', 20), ...repository('cam-firmware', 20)] };
  const camAlone = { report: repository('cam-firmware', 30) };

  it('does not mend what failed elsewhere, and says so', () => {
    const { value, told } = protectedBranch(failed, camAlone);
    expect(value).toBe(false);
    expect(told.join()).toMatch(/1 that earlier reports looked at is not in this one, and 1 of them failed/);
  });
  it('does not keep young what it did not look at', () => expect(protectedBranch(both, camAlone).told.join()).toMatch(/is not in this one/));
  it('mends what it looked at itself', () => expect(protectedBranch(failed, both)).toMatchObject({ value: true, told: [] }));
  it('mends where it looked at all and more', () =>
    expect(protectedBranch(failed, { report: [...both.report, ...repository('new-firmware', 20)] })).toMatchObject({ value: true, told: [] }));
  it('does not mend by a repository of the same name and another owner', () =>
    expect(protectedBranch(failed, { report: [...repository('hub-firmware', 30, 'PASS', 'eve'), ...repository('cam-firmware', 30)] }).value).toBe(false));
  it('counts where the operator says that the other is gone', () =>
    expect(protectedBranch(failed, { ...camAlone, rules: ['{ name: fern/hub-firmware, leave: archived }'] })).toMatchObject({ value: true, told: [] }));
  it('tells nobody’s names on the ledger', () => expect(JSON.stringify(protectedBranch(failed).recorded)).not.toContain('hub-firmware'));
});

describe('a report about another tenant', () => {
  const scuba = (TenantId: string | undefined, Result: string, day: string) => ({
    MetaData: { TenantId, DisplayName: 'Fern', DomainName: 'x.example', Tool: 'ScubaGear', ToolVersion: '1.8.0', TimestampZulu: `2026-10-${day}T10:00:00Z` },
    Summary: {},
    Results: { EXO: [{ GroupName: 'g', Controls: [{ 'Control ID': 'MS.EXO.1.1v2', Requirement: 'SHALL', Result, Criticality: 'Shall' }] }] },
  });
  const forwarding = (...steps: readonly Step[]) => after('post', 'mail.forwarding-blocked', ...steps);
  const ours = { report: scuba('t-1', 'Fail', '20') };
  const theirs = { report: scuba('t-2', 'Pass', '25') };

  it('is refused', () => expect(forwarding(ours, theirs)).toMatchObject({ value: false, told: ['ASSAY-IMPORT-012'] }));
  it('is refused where it says ill', () =>
    expect(forwarding({ report: scuba('t-1', 'Pass', '20') }, { report: scuba('t-2', 'Fail', '25') })).toMatchObject({
      value: true,
      told: ['ASSAY-IMPORT-012'],
    }));
  it('is refused where its id was taken out', () => expect(forwarding(ours, { report: scuba(undefined, 'Pass', '25') }).told).toEqual(['ASSAY-IMPORT-012']));
  it('is not where it is the same, whatever its letters', () =>
    expect(forwarding(ours, { report: scuba('T-1', 'Pass', '25') })).toMatchObject({ value: true, told: [] }));
  it('is read where the operator says that it is theirs too, and mends nothing of the other', () =>
    expect(forwarding(ours, { ...theirs, rules: ['{ format: scuba, kind: tenant, name: t-2, is: directory }'] }).value).toBe(false));
  it('mends where the operator says that the old one is gone', () =>
    expect(forwarding(ours, { ...theirs, rules: ['{ format: scuba, name: t-2, is: directory }', '{ format: scuba, name: t-1, leave: moved }'] }).value).toBe(
      true,
    ));
  it('is left where a rule leaves it', () =>
    expect(forwarding(ours, { ...theirs, rules: ['{ name: t-2, leave: not ours }'] })).toMatchObject({ value: false, told: [] }));
});
