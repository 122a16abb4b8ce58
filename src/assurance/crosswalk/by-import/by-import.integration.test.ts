import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../../test/vectors.ts';
import { Digest } from '../../../core/index.ts';
import { readStandard } from '../../imported/index.ts';
import { judgeRequirement } from '../../requirement.ts';
import { sharesOf } from '../../shares/index.ts';
import { standardOf } from '../../standards/index.ts';
import { crossing } from '../compose.ts';
import { answersTo, edgesTo } from '../index.ts';
import { namedBy, outOfOrder, unsaid } from '../rules.fixture.ts';
import { NIST_800_53_CROSSWALK } from './nist-800-53/index.ts';
import { NIST_800_53_LOW } from './nist-800-53/low.ts';

const LOW = vectors('oscal/NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog-min.json');

describe.skipIf(LOW === undefined)('SP 800-53 Revision 5, LOW baseline, once it is imported (oscal)', () => {
  const text = LOW === undefined ? '' : readFileSync(LOW, 'utf8');
  const read = () => readStandard(text, 'low.json', Digest.of(text), {}, () => undefined).standard;
  const owed = () => read().requirements.filter((requirement) => requirement.withdrawn === undefined);

  it('is found under the id and the edition that the crosswalk names', () => {
    expect(read().id).toBe(NIST_800_53_CROSSWALK.standard);
    expect(read().edition).toMatch(new RegExp(`^${NIST_800_53_CROSSWALK.edition.replaceAll(/[.+]/g, '\\$&')}( |$)`));
  });

  it('is known by its ids, which are those that tell a catalogue of it from others', () => {
    expect(NIST_800_53_LOW).toEqual(owed().map(({ id }) => id));
  });

  it('has each of its 149 controls reached by an edge or left with a remainder, in exactly one way', () => {
    expect(owed()).toHaveLength(149);
    expect(unsaid(NIST_800_53_CROSSWALK, owed())).toEqual([]);
    const unanswered = owed().filter(({ id }) => edgesTo('nist-800-53', id).length === 0);
    expect(unanswered.map(({ id }) => id)).toEqual(['ia-2.12', 'ia-8.1', 'ia-8.2', 'ia-8.4', 'sa-4.10', 'sc-20', 'sc-21', 'sc-22', 'sr-11.1']);
    for (const { id } of unanswered) expect(answersTo('nist-800-53', id).remainder, id).toBeDefined();
  });

  it('is followed in its order', () => {
    const ids = read().requirements.map(({ id }) => id);
    expect(outOfOrder(NIST_800_53_CROSSWALK, ids)).toEqual([]);
  });

  it('is reached beyond by controls of the same families, named as OSCAL names them', () => {
    const low = new Set(owed().map(({ id }) => id));
    const beyond = namedBy(NIST_800_53_CROSSWALK).filter((id) => !low.has(id));
    const families = new Set(['pt', ...(read().groups ?? []).map((group) => group.id)]);
    expect(beyond.filter((id) => !/^[a-z]{2}-[1-9]\d?(\.[1-9]\d?)?$/.test(id) || !families.has(id.slice(0, 2)))).toEqual([]);
    expect(beyond).toHaveLength(73);
  });

  it('is proven where nothing is left and all that covers is proven, and nowhere else', () => {
    const proven = owed().filter(({ id }) => judgeRequirement({ id }, answersTo('nist-800-53', id), () => 'proven', new Set()).verdict === 'proven');
    expect(proven.map(({ id }) => id)).toEqual(
      owed()
        .filter(({ id }) => answersTo('nist-800-53', id).remainder === undefined)
        .map(({ id }) => id),
    );
  });

  it('is looked at to these shares', () => {
    const { counts } = sharesOf(
      'nist-800-53',
      owed().map(({ id }) => id),
    );
    expect(counts).toEqual({ machine: 5, word: 3, part: 93, person: 48 });
  });

  it('meets EN 303 645 in the controls', () => {
    const other = standardOf('en-303-645');
    expect(other).toBeDefined();
    if (other === undefined) return;
    const { pairs, unmapped } = crossing(read(), other);
    // Disclosure is asked by both, of the same control, wholly by the one and in part by the other.
    const disclosure = pairs.find((pair) => pair.from === 'ra-5.11' && pair.to === '5.2-1');
    expect(disclosure?.via.map((via) => via.control)).toEqual(['disclosure-contact']);
    expect(pairs.filter((pair) => pair.from === 'ac-7').map((pair) => pair.to)).toContain('5.1-5');
    expect(unmapped.from).toEqual(expect.arrayContaining(['sc-20', 'sr-11.1']));
    expect(unmapped.from).not.toContain('ia-3');
  });
});
