import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { readMap } from '../../map/index.ts';
import { positionOf } from '../position.ts';
import { SSDF } from '../standards/ssdf.ts';
import { standardPosition } from './requirements.ts';

const map = readMap('assay: service/1\nservice: { id: s, name: S }\nparts:\n  - { id: repo, name: Repository, kind: repository }\n', 'a.yaml');
const position = positionOf({ map, evidence: [], exclusions: new Map(), at: Instant.parse('2026-11-01T00:00:00Z') });

describe('what a standard has withdrawn', () => {
  const [first, ...rest] = SSDF.requirements;
  const withdrawn =
    first === undefined ? SSDF : { ...SSDF, requirements: [{ ...first, withdrawn: { reason: 'Incorporated into PO.1.2.', replacedBy: ['PO.1.2'] } }, ...rest] };

  it('is listed with its reason, and owed by nobody', () => {
    const { requirements, notApplicable } = standardPosition(withdrawn, map, position);
    expect(requirements[0]).toMatchObject({
      id: 'PO.1.1',
      applies: 'no',
      verdict: 'not-applicable',
      because: [{ fact: 'The standard has withdrawn it. Incorporated into PO.1.2.', value: 'yes', decidedBy: [] }],
    });
    expect(notApplicable).toBe(standardPosition(SSDF, map, position).notApplicable + 1);
  });

  it('changes nothing of the others', () => {
    expect(standardPosition(withdrawn, map, position).requirements.slice(1)).toEqual(standardPosition(SSDF, map, position).requirements.slice(1));
  });
});
