import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { serviceMapSchema } from '../../map/model.ts';
import { CONTROLS } from '../controls/index.ts';
import { answersTo } from '../crosswalk/index.ts';
import { directJudgeOf } from '../directly.ts';
import { judgeRequirement } from '../requirement.ts';
import { STANDARDS } from '../standards/index.ts';
import { layerShares, SHARES, shareOf, sharesOf } from './index.ts';

const EACH = STANDARDS.map((standard) => [standard.id, standard] as const);

const AT = Instant.parse('2026-07-10T00:00:00Z');
const SOURCE = serviceMapSchema.parse({
  assay: 'service/1',
  service: { id: 'home', name: 'Home' },
  parts: [{ id: 'firmware', kind: 'repository', name: 'Firmware' }],
});
const CLEAN: Omit<RecordedEvidence, 'value'> = {
  seq: 0,
  subject: 'firmware',
  claim: 'source.cert-c-checked',
  observedAt: '2026-07-09T00:00:00Z',
  validFor: 'P30D',
  source: 'checker',
  method: 'import',
  raw: { digest: Digest.of('report'), mediaType: 'application/sarif+json' },
};

/** What a requirement comes to where everything that is looked at was seen to hold. */
function best(standard: string, requirement: string): string {
  const direct = directJudgeOf(standard);
  if (direct === undefined) return judgeRequirement({ id: requirement }, answersTo(standard, requirement), () => 'proven', new Set()).verdict;
  const found = STANDARDS.find((one) => one.id === standard)?.requirements.find((one) => one.id === requirement);
  if (found === undefined) throw new Error(`no ${requirement}`);
  return direct({ map: SOURCE, evidence: [{ ...CLEAN, value: { tool: 'checker', checked: [requirement], violated: [] } }], at: AT })(found).verdict;
}

describe.each(EACH)('the shares of %s', (id, standard) => {
  const shares = sharesOf(
    id,
    standard.requirements.map((requirement) => requirement.id),
  );

  it('add up to all requirements', () => {
    expect(SHARES.reduce((sum, share) => sum + shares.counts[share], 0)).toBe(standard.requirements.length);
  });

  it('call whole exactly what can be proven', () => {
    for (const one of shares.requirements) {
      expect(best(id, one.requirement) === 'proven', one.requirement).toBe(one.share === 'machine' || one.share === 'word');
    }
  });

  it('take no attestation for a machine’s evidence', () => {
    const worded = new Set(
      CONTROLS.filter((control) => control.checks.some((check) => (check.atLeast ?? 'attestation') === 'attestation')).map((control) => control.id as string),
    );
    for (const one of shares.requirements.filter((each) => each.share === 'machine'))
      for (const by of one.by.filter((each) => each.covers)) expect(worded).not.toContain(by.control);
  });
});

it('a requirement that nobody answers needs a person', () => {
  expect(shareOf('en-303-645', 'no-such-provision')).toMatchObject({ share: 'person', by: [] });
});

it('of CERT C are a machine’s where the standard itself says that a tool finds violations', () => {
  const { counts } = sharesOf(
    'cert-c',
    STANDARDS.find((one) => one.id === 'cert-c')
      ?.requirements.filter((one) => one.withdrawn === undefined)
      .map(({ id }) => id) ?? [],
  );
  expect(counts).toEqual({ machine: 131, word: 0, part: 171, person: 0 });
  expect(shareOf('cert-c', 'STR31-C')).toMatchObject({ share: 'part', left: 'The standard rates this as one that no tool finds without a person.' });
  expect(shareOf('cert-c', 'ENV04-C').share).toBe('part');
});

describe('the shares of the layers', () => {
  const shares = layerShares();

  it('count every control once', () => {
    expect(shares.reduce((total, share) => total + share.controls, 0)).toBe(CONTROLS.length);
  });

  it('have the business layer carry at least 35 controls, most of them shown by machines alone', () => {
    const business = shares.find((share) => share.layer === 'business');
    expect(business?.controls).toBeGreaterThanOrEqual(35);
    expect((business?.automatic ?? 0) / (business?.controls ?? 1)).toBeGreaterThan(0.5);
  });

  it('take a control for a machine’s only where no check takes somebody’s word', () => {
    const worded = CONTROLS.filter((control) => control.checks.some((check) => (check.atLeast ?? 'attestation') === 'attestation'));
    for (const { layer, controls, automatic } of shares) expect(controls - automatic, layer).toBe(worded.filter((control) => control.layer === layer).length);
  });
});
