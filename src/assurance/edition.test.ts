import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../core/index.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import { serviceMapSchema } from '../map/model.ts';
import { CONTROLS } from './controls/index.ts';
import { answersTo, crosswalkOf } from './crosswalk/index.ts';
import { driftOf, verdictMoves } from './drift.ts';
import { answersIn, otherEdition } from './edition.ts';
import { readStandard } from './imported/index.ts';
import { LiveRequirements } from './live/live-requirements.ts';
import type { Standard } from './model.ts';
import { type Position, positionOf } from './position.ts';
import { standardPosition } from './report/requirements.ts';
import { NIST_CSF } from './standards/nist-csf.ts';

const AT = Instant.parse('2026-07-10T00:00:00Z');
const MAP = serviceMapSchema.parse({ assay: 'service/1', service: { id: 'home', name: 'Home' }, parts: [{ id: 'api', kind: 'server', name: 'Interface' }] });

/** A requirement of SP 800-53 that the crosswalk leaves nothing of. */
const WHOLE = (() => {
  const judged = crosswalkOf('nist-800-53');
  const found = judged?.edges.find((edge) => !judged.remainders.has(edge.requirement))?.requirement;
  if (found === undefined) throw new Error('nothing of SP 800-53 is answered whole');
  return found;
})();

function catalogue(title: string, version: string): string {
  return JSON.stringify({
    catalog: {
      uuid: '74c8ba1e-5cd4-4ad1-bbfd-d888e2f6c724',
      metadata: { title, 'last-modified': '2026-01-01T00:00:00Z', version, 'oscal-version': '1.1.2' },
      groups: [{ id: WHOLE.slice(0, 2), title: 'Family', controls: [{ id: WHOLE, class: 'SP800-53', title: 'Control' }] }],
    },
  });
}

function imported(title: string, version: string, edition?: string): Standard {
  const text = catalogue(title, version);
  const { standard } = readStandard(text, 'catalogue.json', Digest.of(text), edition === undefined ? {} : { edition }, () => undefined);
  // One requirement is too few for an import to go by the id of the whole; here the edition alone is in question.
  const id = /800-53/.test(title) ? 'nist-800-53' : standard.id;
  return { ...standard, id, imported: { digest: Digest.of(text), at: '2026-07-01T00:00:00Z' } };
}

const R5 = imported('NIST Special Publication 800-53 Revision 5', '5.1.1+u4');
const R4 = imported('NIST Special Publication 800-53 Revision 4', '2015-01-22');

/** A position in which every control is proven. */
const proven: Position = (() => {
  const position = positionOf({ map: MAP, evidence: [] as readonly RecordedEvidence[], exclusions: new Map(), at: AT });
  return { ...position, controls: CONTROLS.map((control) => ({ control, verdict: 'proven' as const, subjects: [] })) } as Position;
})();
const rowOf = (standard: Standard) => standardPosition(standard, MAP, proven).requirements[0];

describe('a crosswalk that was judged on one edition, put to another', () => {
  it('proves what was judged', () => {
    expect(R5.id).toBe('nist-800-53');
    expect(otherEdition(R5)).toBeUndefined();
    expect(rowOf(R5)).toMatchObject({ id: WHOLE, verdict: 'proven' });
  });

  it('proves nothing of another revision, and says why', () => {
    expect(R4.id).toBe('nist-800-53');
    const left = 'The judgement was made on 5.1.1+u4, and this is 2015-01-22.';
    expect(otherEdition(R4)).toBe(left);
    expect(rowOf(R4)).toMatchObject({ id: WHOLE, verdict: 'unproven', partly: true, remainder: left });
  });

  it('is followed live to the same verdict', () => {
    const live = new LiveRequirements([R4, R5], MAP, () => 'proven', { evidence: [], at: AT });
    expect(live.all().map((one) => one.verdict)).toEqual(['unproven', 'proven']);
  });

  it.each<[string, string, string | undefined, string | undefined]>([
    ['SP 800-53 Revision 5.1.1 LOW IMPACT BASELINE', '5.1.1+u4 low', undefined, undefined],
    ['SP 800-53 Revision 5', '5.1.2', undefined, undefined],
    ['SP 800-53', 'Revision 5', undefined, undefined],
    ['SP 800-53 Revision 5.2.0', '5.2.0', undefined, '5.2.0'],
    ['SP 800-53', '4', undefined, '4'],
    ['SP 800-53', 'Rev. 4', undefined, 'Rev. 4'],
    ['SP 800-53', 'as of spring', undefined, 'as of spring'],
    // A word on the command line does not make one revision another that the file's own title denies.
    ['SP 800-53 Revision 4', '2015-01-22', '5.1.1', '5.1.1, titled “SP 800-53 Revision 4”'],
    ['SP 800-53 Rev. 4', '2015-01-22', '5', '5, titled “SP 800-53 Rev. 4”'],
    ['SP 800-53, our house', '7', '5.1 of our house', undefined],
  ])('of %s, %s, stated as %s', (title, version, edition, other) => {
    expect(otherEdition(imported(title, version, edition))).toBe(other === undefined ? undefined : `The judgement was made on 5.1.1+u4, and this is ${other}.`);
  });

  it.each([
    ['2.0 (catalogue 1.0.0)', false],
    ['2.0', false],
    ['Version 2.0', false],
    ['1.1', true],
    ['2.1', true],
    ['2.0-draft', true],
    ['version 3 (2024-02-26)', true],
  ])('of the Cybersecurity Framework %s: another: %s', (edition, another) => {
    const standard: Standard = { ...NIST_CSF, edition, imported: { digest: 'sha256:00', at: '' } };
    expect(otherEdition(standard) !== undefined).toBe(another);
    expect(standardPosition(standard, MAP, proven).tally.proven === 0).toBe(another);
  });

  it.each([
    ['ssdf', '1.1', false],
    ['ssdf', 'SP 800-218 version 1.1, final', false],
    ['ssdf', '1.2', true],
    ['ssdf', 'SP 800-218 version 1.2', true],
    ['iso-27001', '2022', false],
    ['iso-27001', '2013', true],
    // Where what was judged has no number to compare, the edition has to be called the same.
    ['en-18031-1', 'EN 18031-1:2024, as our house prints it', false],
    ['en-18031-1', 'EN 18031-1:2026', true],
    ['en-18031-1', '2024', true],
  ])('of %s %s: another: %s', (id, edition, another) => {
    expect(otherEdition({ id, title: 'A standard', edition, requirements: [] }) !== undefined).toBe(another);
  });

  it.each([
    ['1.0', 169, false],
    ['main, June 2026', 169, false],
    ['as exported, file 0123abcd', 169, false],
    ['as exported, file 0123abcd', 140, true],
    ['1.0', 168, true],
    ['1.0RC', 169, true],
    ['1.0-rc.2', 169, true],
    ['1.1', 169, true],
  ])('of ISVS %s with %i rows: another: %s', (edition, rows, another) => {
    const requirements = Array.from({ length: rows }, (_, i) => ({ id: `${i}`, title: 'Row', group: 'V1' }));
    const standard = { id: 'isvs', title: 'OWASP IoT Security Verification Standard', edition, source: 'a file', requirements };
    expect(otherEdition(standard) !== undefined).toBe(another);
  });

  it('is no matter of a standard that is shipped, or that no crosswalk is held for', () => {
    expect(answersIn(NIST_CSF)('PR.AA-01')).toEqual(answersTo('nist-csf', 'PR.AA-01'));
    const house = imported('Rules of our house', '1');
    expect(otherEdition(house)).toBeUndefined();
    expect(answersIn(house)(WHOLE)).toEqual({ edges: [], together: false });
  });

  it('keeps what is left besides, and leaves out what nobody answers', () => {
    const left = [...(crosswalkOf('nist-800-53')?.remainders ?? [])][0];
    if (left === undefined) throw new Error('nothing is left of SP 800-53');
    expect(answersIn(R4)(left[0]).remainder).toBe(`The judgement was made on 5.1.1+u4, and this is 2015-01-22. ${left[1]}`);
    expect(answersIn(R4)('xx-99')).toEqual({ edges: [], together: false });
  });

  it('is why drift moves a verdict', () => {
    const drift = driftOf(R5, R4);
    expect(verdictMoves(R5, R4, drift, MAP, proven)).toEqual([
      {
        requirement: WHOLE,
        title: 'Control',
        from: 'proven',
        to: 'unproven',
        why: 'The judgement was made on 5.1.1+u4, and this is 2015-01-22.',
      },
    ]);
  });

  it('reads any edition without stumbling', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (edition, title) => {
        const found = otherEdition({ ...R5, edition, title });
        expect(found === undefined || found.startsWith('The judgement was made on 5.1.1+u4')).toBe(true);
      }),
    );
  });
});
