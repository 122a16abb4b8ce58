import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { momentOf, readMoment } from './moment.ts';
import { codesOf, contextFor } from './reading.fixture.ts';

const shown = (text: string) => {
  const read = readMoment(text);
  return read === undefined ? undefined : `${Instant.format(read.at)}${read.zoned ? '' : ' unzoned'}`;
};

describe('moments of other tools', () => {
  it.each([
    ['2026-10-01T12:00:00Z', '2026-10-01T12:00:00Z'],
    ['2026-10-01T12:00:00+02:00', '2026-10-01T10:00:00Z'],
    ['2026-10-01T00:30:00-0530', '2026-10-01T06:00:00Z'],
    ['2026-10-01T12:00:00', '2026-10-01T12:00:00Z unzoned'],
    ['2026-10-01 12:00:00.123456789012', '2026-10-01T12:00:00.123Z unzoned'],
    ['2026-10-01', '2026-10-01T00:00:00Z unzoned'],
    ['2026-02-30', undefined],
    ['01/10/2026', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('%s is %s', (text, at) => expect(shown(text)).toBe(at));

  const at = (text: string | undefined) => {
    const assumed = new Set<string>();
    return [Instant.format(momentOf(text, 'when', contextFor(''), assumed)), [...assumed]];
  };

  it('is that of import where there is none, and says so', () =>
    expect(at(undefined)).toEqual(['2026-11-01T00:00:00Z', ['when is not given: the moment of import was taken']]));

  it('is that of import where a clock without a zone is ahead of UTC', () => {
    const [moment, assumed] = at('2026-11-01T09:00:00');
    expect(moment).toBe('2026-11-01T00:00:00Z');
    expect(assumed).toContain('when lies ahead where it is UTC: the moment of import was taken');
  });

  it.each([
    ['yesterday', 'ASSAY-IMPORT-003'],
    ['2026-11-01T00:06:00Z', 'ASSAY-IMPORT-010'],
    ['2026-11-02T00:00:00', 'ASSAY-IMPORT-010'],
  ])('%s is refused', (text, code) => expect(codesOf(() => at(text))).toEqual([code]));
});
