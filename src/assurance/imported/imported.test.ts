import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, Digest, Instant, Refused } from '../../core/index.ts';
import type { Entry } from '../../ledger/model.ts';
import { project } from '../../ledger/projections.ts';
import type { Standard } from '../model.ts';
import { STANDARDS } from '../standards/index.ts';
import { agreementWith, LEAST_AGREEMENT, setApart, vanished } from './agreement.ts';
import { slug } from './ciso-assistant.ts';
import { standardFileNamed } from './events.ts';
import { keep, readDetails, readKept } from './kept.ts';
import { readStandard } from './read.ts';
import { currentOf, findStandards, pickStandards } from './shelf.ts';
import { importedView, importsAt } from './views.ts';

const standard = (id: string, edition: string, more: Partial<Standard> = {}): Standard => ({
  id,
  edition,
  title: id,
  source: 's',
  requirements: [{ id: '1', title: 't', group: '' }],
  ...more,
});

function codes(work: () => unknown): readonly string[] {
  try {
    work();
    return ['done'];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map((fault) => fault.code);
  }
}

const LIBRARY = `urn: urn:x:risk:library:lib
locale: en
ref_id: LIB 1.0
name: A library
version: 3
publication_date: '2026-01-01'
objects:
  framework:
    urn: urn:x:risk:framework:fw
    ref_id: FW
    name: A framework
    implementation_groups_definition:
      - ref_id: B
        name: basic
    requirement_nodes:
      - urn: urn:x:risk:req_node:fw:1
        ref_id: '1'
        name: Chapter
        assessable: false
      - urn: urn:x:risk:req_node:fw:1.1
        parent_urn: urn:x:risk:req_node:fw:1
        ref_id: '1.1'
        description: Something is done
        assessable: true
        implementation_groups: [B, C]
        typical_evidence: a log
      - urn: urn:x:risk:req_node:fw:node2
        parent_urn: urn:x:risk:req_node:fw:1
        name: Another
        assessable: true
`;
const library = (text: string, naming = {}) => readStandard(text, 'lib.yaml', Digest.of(text), naming, () => undefined);

describe('a library of CISO Assistant', () => {
  it('becomes a standard: nodes that can be assessed are requirements, others groups, implementation groups levels', () => {
    const made = library(LIBRARY);
    expect(made.standard).toMatchObject({
      id: 'fw',
      title: 'A framework',
      edition: 'version 3 (2026-01-01)',
      requirements: [
        { id: '1.1', title: 'Something is done', group: '1', levels: ['B', 'C'] },
        { id: 'node2', title: 'Another', group: '1' },
      ],
      groups: [{ id: '1', title: 'Chapter' }],
    });
    expect(made.lost.map((one) => one.field)).toEqual([
      'library.locale',
      'library.name',
      'library.objects.framework.implementation_groups_definition[].name',
      'library.objects.framework.implementation_groups_definition[].ref_id',
      'library.objects.framework.requirement_nodes[].typical_evidence',
      'library.ref_id',
      'library.urn',
    ]);
    expect(made.carried + made.lost.reduce((sum, one) => sum + one.count, 0)).toBe(made.values);
  });

  it.each([
    ['no framework', LIBRARY.replace('  framework:', '  frameworks: []\n  other:'), 'ASSAY-STANDARD-002'],
    ['nothing to assess', LIBRARY.replaceAll('assessable: true', 'assessable: false'), 'ASSAY-STANDARD-002'],
    ['the same requirement twice', LIBRARY.replace('name: Another', "ref_id: '1.1'"), 'ASSAY-STANDARD-003'],
    ['nodes of another type', LIBRARY.replace('assessable: true', 'assessable: [1]'), 'ASSAY-OSCAL-004'],
    ['an alias', LIBRARY.replace('name: Another', 'name: &a Another\n        x: *a'), 'ASSAY-MAP-006'],
  ])('is refused for %s', (_, text, code) => expect(codes(() => library(text))).toContain(code));

  it('cut anywhere is refused with a code, or read', () => {
    for (let at = 0; at < LIBRARY.length; at += 3) expect(codes(() => library(LIBRARY.slice(0, at))).length).toBeGreaterThan(0);
  });

  it.each([
    ['LIB 1.0', 'lib-1.0'],
    ['  ', 'standard'],
    ['Écrit…', 'crit'],
  ])('%j is called %s', (name, id) => expect(slug(name)).toBe(id));
});

describe('a file of no known format', () => {
  it.each([
    ['white space', '\n'.repeat(3_000_000)],
    ['white space and a word', `${' \n\t'.repeat(1_000_000)}x`],
    ['bars', '| '.repeat(1_000_000)],
    ['dashes', '-'.repeat(1_000_000)],
    ['hashes', '#\n'.repeat(1_000_000)],
  ])('a great deal of %s is refused without long thought', (_, text) => expect(codes(() => library(text))).toEqual(['ASSAY-STANDARD-001']));
  it.each(['', 'hello', '{"a":1}', '<a/>', 'a: 1'])('%j is refused', (text) => expect(codes(() => library(text))).toEqual(['ASSAY-STANDARD-001']));
  it('an id that could be a path is refused', () => expect(codes(() => library(LIBRARY, { id: '../x' }))).toEqual(['ASSAY-STANDARD-004']));
});

describe('what is kept of a standard', () => {
  const one = standard('a', '1', { imported: { digest: 'x', at: 'y' }, groups: [{ id: 'g', title: 'G', withdrawn: { reason: 'r', replacedBy: ['h'] } }] });
  const kept = keep(one, { '1': { statement: 'words' } }, Digest.of('file'), 'oscal');

  it('comes back as it was, by its digest', () => {
    const { imported: _, ...plain } = one;
    expect(readKept(kept.text, 'f', kept.digest)).toEqual({
      format: 'assay-standard/1',
      standard: plain,
      details: kept.details.digest,
      given: Digest.of('file'),
      read: 'oscal',
    });
    expect(readDetails(kept.details.text, 'f', kept.details.digest)).toEqual({ '1': { statement: 'words' } });
  });

  it('is refused where it was changed, or is something else', () => {
    expect(codes(() => readKept(kept.text.replace('"t"', '"u"'), 'f', kept.digest))).toEqual(['ASSAY-STANDARD-008']);
    expect(codes(() => readKept('{}', 'f', Digest.of('{}')))).toEqual(['ASSAY-STANDARD-008']);
    expect(codes(() => readDetails('{}', 'f', kept.details.digest))).toEqual(['ASSAY-STANDARD-008']);
  });

  it('is named by its entry, and by no other and no path', () => {
    const entry = (digest: string, type = 'standard.imported') => standardFileNamed({ type, body: { digest } });
    expect(entry(kept.digest)).toEqual({ path: `standards/${kept.digest.replace(':', '-')}.json`, digest: kept.digest });
    expect([entry('../../etc'), entry(kept.digest, 'map.used'), standardFileNamed({ type: 'standard.imported', body: null })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the view of imports', () => {
  const fold = (bodies: readonly object[]) =>
    project(
      importedView,
      importedView.initial(),
      bodies.map((body, seq) => ({ seq, recordedAt: Instant.parse('2026-01-01T00:00:00Z'), type: 'standard.imported', body })) as unknown as readonly Entry[],
    );
  const body = (id: string, edition: string, digest: string) => ({ id, edition, title: id, digest, requirements: 1, withdrawn: 0 });

  it('has every import, what it supersedes with it, and leaves out what it cannot read', () => {
    const view = fold([body('a', '1', 'x'), { ...body('a', '1', 'w'), supersedes: '0' }, { ...body('b', '1', 'z'), supersedes: 7 }, { id: 3 }]);
    expect(view.imports.map((one) => [one.id, one.digest, one.supersedes])).toEqual([
      ['a', 'x', undefined],
      ['a', 'w', '0'],
      ['b', 'z', undefined],
    ]);
    expect(canonicalJson(view)).toContain('2026-01-01T00:00:00Z');
  });

  it('counts at a moment what had been recorded by then, of each id and edition the newest', () => {
    const one = (id: string, edition: string, digest: string, at: string, supersedes?: string) => ({
      id,
      edition,
      title: id,
      digest,
      at,
      ...(supersedes === undefined ? {} : { supersedes }),
    });
    const imports = [
      one('a', '1', 'x', '2026-01-01T00:00:00Z', '0'),
      one('a', '2', 'y', '2026-01-02T00:00:00Z'),
      one('b', '1', 'z', '2026-01-03T00:00:00.900Z'),
      one('a', '1', 'w', '2026-01-04T00:00:00Z'),
    ];
    const counting = (at: string) => importsAt(imports, Instant.parse(at)).map((each) => [each.digest, each.supersedes]);
    expect(counting('2025-12-31T23:59:59Z')).toEqual([]);
    expect(counting('2026-01-01T00:00:00Z')).toEqual([['x', '0']]);
    expect(counting('2026-01-03T00:00:00Z')).toEqual([
      ['x', '0'],
      ['y', undefined],
      ['z', undefined],
    ]);
    // The same edition again, that supersedes nothing, gives the place back.
    expect(counting('2026-01-05T00:00:00Z')).toEqual([
      ['y', undefined],
      ['z', undefined],
      ['w', undefined],
    ]);
  });
});

describe('the shelf', () => {
  const held = [standard('a', '1.0'), standard('b', '1.0'), standard('a', '2.0 (draft)'), standard('a', '2.0')];
  const picked = (wanted: readonly string[], edition?: string) => pickStandards(held, wanted, edition).map((one) => `${one.id}@${one.edition}`);

  it('gives the newest of each id, unless an edition is named', () => {
    expect(currentOf(held).map((one) => one.edition)).toEqual(['2.0', '1.0']);
    expect(picked(['all'])).toEqual(['a@2.0', 'b@1.0']);
    expect(picked(['b', 'a'])).toEqual(['b@1.0', 'a@2.0']);
    expect(picked(['a@1'])).toEqual(['a@1.0']);
    expect(picked(['a@2.0'])).toEqual(['a@2.0']);
    expect(picked(['a@1.0', 'a@2.0 (d'])).toEqual(['a@1.0', 'a@2.0 (draft)']);
    expect(picked(['a'], '1.0')).toEqual(['a@1.0']);
  });

  it('refuses ids and editions that it does not hold, all at once', () => {
    expect(codes(() => picked(['c', 'a@3', 'a@2']))).toEqual(['ASSAY-GAP-001', 'ASSAY-STANDARD-006', 'ASSAY-STANDARD-006']);
  });

  describe('with an import under the id of a shipped one', () => {
    const shipped = standard('a', '1.0');
    const imported = (edition: string, supersedes?: string) =>
      standard('a', edition, { imported: { digest: edition, at: '2026-01-01T00:00:00Z', ...(supersedes === undefined ? {} : { supersedes }) } });
    const current = (...others: readonly Standard[]) => currentOf([shipped, ...others]).map((one) => one.edition);

    it('goes on counting the shipped one, unless the import was made to take its place', () => {
      expect(current(imported('2.0'))).toEqual(['1.0']);
      expect(current(imported('2.0', '1.0'))).toEqual(['2.0']);
      expect(current(imported('2.0', '1.0'), imported('3.0'))).toEqual(['2.0']);
      expect(current(imported('2.0', '1.0'), imported('3.0', '1.0'))).toEqual(['3.0']);
      expect(currentOf([imported('2.0'), imported('3.0')]).map((one) => one.edition)).toEqual(['3.0']);
    });

    it('finds either by name, and of one name the shipped one', () => {
      const of = (asked: string, ...others: readonly Standard[]) =>
        pickStandards([shipped, ...others], [asked]).map((one) => [one.edition, one.imported?.digest]);
      expect(of('a', imported('2.0'))).toEqual([['1.0', undefined]]);
      expect(of('a@2.0', imported('2.0'))).toEqual([['2.0', '2.0']]);
      expect(of('a@1.0', imported('1.0'))).toEqual([['1.0', undefined]]);
      expect(of('a', imported('2.0', '1.0'))).toEqual([['2.0', '2.0']]);
    });

    it('never takes its place by anything but that, in whatever order', () => {
      const any = fc.array(fc.record({ edition: fc.constantFrom('1.0', '2.0', '3.0'), supersedes: fc.boolean() }), { maxLength: 6 });
      fc.assert(
        fc.property(any, (list) => {
          const [counts] = currentOf([shipped, ...list.map((one) => imported(one.edition, one.supersedes ? '1.0' : undefined))]);
          expect(counts?.imported === undefined).toBe(!list.some((one) => one.supersedes));
        }),
      );
    });

    it('tells what it has from what it has not, without refusing', () => {
      expect(findStandards([shipped], ['a', 'a@9', 'b'])).toEqual({ found: [shipped], missing: ['a@9', 'b'] });
    });
  });
});

describe('an id that Assay knows a standard by', () => {
  const csf = STANDARDS.find((one) => one.id === 'nist-csf') as Standard;
  const ids = csf.requirements.filter((one) => one.withdrawn === undefined).map((one) => one.id);
  const catalogue = (title: string, list: readonly string[]) =>
    JSON.stringify({
      catalog: {
        uuid: '11111111-1111-4111-8111-111111111111',
        metadata: { title, 'last-modified': '2026-01-01T00:00:00Z', version: '9', 'oscal-version': '1.1.3' },
        controls: list.map((id) => ({ id, title: `Invented ${id}` })),
      },
    });
  const read = (title: string, list: readonly string[], naming = {}) => {
    const text = catalogue(title, list);
    return readStandard(text, 'c.json', Digest.of(text), naming, () => undefined);
  };

  it.each<[string, string, readonly string[], string]>([
    ['as it is', 'A Cybersecurity Framework', ids, 'nist-csf'],
    ['with nine in ten', 'A Cybersecurity Framework', ids.slice(Math.floor(ids.length * (1 - LEAST_AGREEMENT))), 'nist-csf'],
    ['with fewer', 'A Cybersecurity Framework', ids.slice(Math.floor(ids.length * (1 - LEAST_AGREEMENT)) + 1), 'a-cybersecurity-framework'],
    ['with one', 'Our Cybersecurity Framework', ids.slice(0, 1), 'our-cybersecurity-framework'],
    ['with others', 'NIST SP 800-53', ['ac-1', 'ac-2'], 'nist-sp-800-53'],
    ['of a title that is such an id', 'CRA', ['x'], 'own-cra'],
  ])('is guessed by its requirements, never by the title alone: %s', (_, title, list, id) => {
    const made = read(title, list);
    expect(made.standard.id).toBe(id);
    if (id !== 'nist-csf') expect(made.notes.at(-1)).toMatch(/^It reads like .* nothing that was judged of .* answers it\.$/);
  });

  it('is refused to a file that does not agree, though it is asked for', () => {
    expect(codes(() => read('Anything', ['x'], { id: 'cra' }))).toEqual(['ASSAY-STANDARD-009']);
    expect(codes(() => read('Anything', ['ac-2'], { id: 'nist-800-53' }))).toEqual(['ASSAY-STANDARD-009']);
    expect(read('Anything', ids, { id: 'nist-csf' }).standard.id).toBe('nist-csf');
  });

  it('asks for requirements in force: withdrawn ones are none', () => {
    const withdrawn = csf.requirements.map((one) => ({ ...one, withdrawn: { reason: 'gone' } }));
    expect(agreementWith('nist-csf', withdrawn)).toEqual({ agrees: false, of: ids.length, there: 0 });
    expect(agreementWith('an id of nobody', withdrawn)).toBeUndefined();
    expect(vanished(csf, { ...csf, requirements: withdrawn })).toEqual(ids);
  });

  it('agrees with each shipped standard itself', () => {
    for (const one of STANDARDS) {
      expect(agreementWith(one.id, one.requirements)?.agrees, one.id).toBe(true);
      expect(vanished(one, one), one.id).toEqual([]);
    }
  });

  it('is not kept by what a ledger names so and does not agree', () => {
    expect(setApart({ ...csf, requirements: csf.requirements.slice(0, 3) }).id).toBe('unverified-nist-csf');
    expect(setApart(csf)).toBe(csf);
    expect(setApart(standard('own', '1')).id).toBe('own');
  });
});
