import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../assurance/controls/index.ts';
import type { PartKind } from '../map/model.ts';
import { OCSF_ROWS } from './import/ocsf/table.ts';
import { SCORECARD_ROWS } from './import/scorecard/table.ts';
import { SCUBA_ROWS } from './import/scuba/table.ts';
import { REVIEW_KINDS } from './review/kinds.ts';

// A statement about a part that no control is owed by is kept, and moves nothing. Whoever draws a claim has to draw it of what owes it.

const asked = (claim: string) => CONTROLS.filter((control) => control.checks.some((check) => check.claim === claim));
const owedBy = (claim: string, kind: string) =>
  asked(claim).some((control) => control.applies.some((one) => one.on === 'part' && one.kinds.includes(kind as PartKind)));

describe('what is drawn from tools and reviews', () => {
  const rows = [...SCUBA_ROWS, ...OCSF_ROWS, ...SCORECARD_ROWS].flatMap((row) =>
    (row.to === undefined ? row.of : ['role']).map((kind) => [row.claim, kind, row.baseline, row.checks.flat().join(', ')] as const),
  );

  it.each(rows)('counts for a control: %s of a %s, by %s %s', (claim, kind) => {
    expect(owedBy(claim, kind)).toBe(true);
  });

  const stated = REVIEW_KINDS.flatMap(({ id, for: kinds, states }) =>
    states.filter(({ claim, of }) => of === 'subjects' && asked(claim).length > 0).map(({ claim }) => [id, claim, kinds] as const),
  );

  it.each(stated)('counts for a control at some of what the review %s is of: %s', (_, claim, kinds) => {
    expect(kinds.filter((kind) => owedBy(claim, kind))).not.toEqual([]);
  });

  it('counts at every role and supplier that was rolled out to', () => {
    const rollOut = REVIEW_KINDS.find(({ id }) => id === 'phishing-resistant-roll-out');
    expect(rollOut?.for.filter((kind) => !owedBy('identity.phishing-resistant', kind))).toEqual([]);
  });
});
