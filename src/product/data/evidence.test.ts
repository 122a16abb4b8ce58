import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import { evidenceSchema } from '../../evidence/model.ts';
import { type DataShown, dataEvidence } from './evidence.ts';

const of = (rest: Partial<DataShown>) =>
  dataEvidence('archive', { due: 4, inTime: 4, records: 100, lateSeconds: 30, ...rest }, Instant.parse('2026-11-01T00:00:00Z'), Digest.of('checkpoint'));

describe('what the fleet states of its store of data', () => {
  it('is evidence of declared claims', () => {
    const statements = of({});
    expect(statements.map(({ claim, value }) => `${claim} ${value}`)).toEqual(['data.erasable true', 'data.retention-enforced true']);
    for (const statement of statements) {
      expect(evidenceSchema.parse(statement)).toEqual(statement);
      expect(claimOf(statement.claim)?.value.safeParse(statement.value).success).toBe(true);
    }
  });

  it.each<[string, Partial<DataShown>, readonly string[]]>([
    ['that an erasure is late', { inTime: 3 }, ['data.erasable false', 'data.retention-enforced true']],
    ['that something is long past its time', { lateSeconds: 3601 }, ['data.erasable true', 'data.retention-enforced false']],
    ['nothing of erasing where nobody asked', { due: 0, inTime: 0 }, ['data.retention-enforced true']],
    ['nothing of time where nothing is kept', { records: 0, lateSeconds: 0 }, ['data.erasable true']],
  ])('%s', (_, shown, claims) => expect(of(shown).map(({ claim, value }) => `${claim} ${value}`)).toEqual(claims));
});
