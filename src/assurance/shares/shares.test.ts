import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../controls/index.ts';
import { answersTo } from '../crosswalk/index.ts';
import { directJudgeOf } from '../directly.ts';
import { judgeRequirement } from '../requirement.ts';
import { STANDARDS } from '../standards/index.ts';
import { SHARES, shareOf, sharesOf } from './index.ts';

const EACH = STANDARDS.filter((standard) => directJudgeOf(standard.id) === undefined).map((standard) => [standard.id, standard] as const);

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
      const { verdict } = judgeRequirement({ id: one.requirement }, answersTo(id, one.requirement), () => 'proven', new Set());
      expect(verdict === 'proven', one.requirement).toBe(one.share === 'machine' || one.share === 'word');
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
