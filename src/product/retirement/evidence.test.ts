import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import { evidenceSchema } from '../../evidence/model.ts';
import { type Ended, retirementEvidence } from './evidence.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const of = (rest: Partial<Ended>) =>
  retirementEvidence([{ product: 'camera', retired: 10, refused: 9, wipes: 8, wiped: 5, ...rest }], AT, Digest.of('checkpoint'));

describe('what the fleet states of retired devices', () => {
  it('is evidence of declared claims, about those of which it is known', () => {
    const statements = of({});
    expect(statements.map(({ claim, population }) => `${claim} ${population?.seen}/${population?.total}`)).toEqual([
      'retirement.trust-revoked 9/10',
      'retirement.erased 5/8',
    ]);
    for (const statement of statements) {
      expect(evidenceSchema.parse(statement)).toEqual(statement);
      expect(claimOf(statement.claim)?.value.safeParse(statement.value).success).toBe(true);
      expect(statement).toMatchObject({ subject: 'camera', method: 'runtime', raw: { digest: Digest.of('checkpoint') } });
    }
  });

  it.each<[string, Partial<Ended>, readonly string[]]>([
    ['nothing where nothing was retired', { retired: 0, refused: 0, wipes: 0, wiped: 0 }, []],
    ['nothing of erasure where no device has confirmed', { wiped: 0 }, ['retirement.trust-revoked']],
    ['nothing of refusal where nobody knows', { refused: 0 }, ['retirement.erased']],
  ])('%s', (_, figures, claims) => expect(of(figures).map(({ claim }) => claim)).toEqual(claims));
});
