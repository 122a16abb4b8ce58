import { describe, expect, it } from 'vitest';
import { canonicalJson, Digest, Instant, Refused } from '../../core/index.ts';
import type { Entry } from '../../ledger/model.ts';
import { project } from '../../ledger/projections.ts';
import type { Standard } from '../model.ts';
import { slug } from './ciso-assistant.ts';
import { standardFileNamed } from './events.ts';
import { keep, readDetails, readKept } from './kept.ts';
import { readStandard } from './read.ts';
import { currentOf, pickStandards } from './shelf.ts';
import { importedView } from './views.ts';

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

  it('has each id and edition once, the newest last, and leaves out what it cannot read', () => {
    const view = fold([body('a', '1', 'x'), body('a', '2', 'y'), body('b', '1', 'z'), body('a', '1', 'w'), { id: 3 }]);
    expect(view.imports.map((one) => [one.id, one.edition, one.digest])).toEqual([
      ['a', '2', 'y'],
      ['b', '1', 'z'],
      ['a', '1', 'w'],
    ]);
    expect(canonicalJson(view)).toContain('2026-01-01T00:00:00Z');
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
});
