import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { NIST_CSF } from './nist-csf.ts';

const catalogue = vectors('oscal/NIST_CSF_v2.0_catalog.xml');

/** Ids of the catalogue's subcategories, split by whether implementation examples are given: those of 2.0 have them, those retired have none. */
function subcategories(xml: string): { readonly active: readonly string[]; readonly retired: readonly string[] } {
  const active: string[] = [];
  const retired: string[] = [];
  // Subcategories do not nest in one another, so each ends at the next closing tag after its opening.
  for (const [, id = '', body = ''] of xml.matchAll(/<control\b[^>]*\bid="([A-Z]{2}\.[A-Z]{2}-\d+)"[^>]*>(.*?)<\/control>/gs)) {
    (/<part\b[^>]*\bname="example"/.test(body) ? active : retired).push(id);
  }
  return { active, retired };
}

describe.skipIf(catalogue === undefined)('NIST’s own catalogue (oscal/NIST_CSF_v2.0_catalog.xml)', () => {
  const found = catalogue === undefined ? { active: [], retired: [] } : subcategories(readFileSync(catalogue, 'utf8'));

  it('holds exactly Assay’s 106 as active', () => {
    expect([...found.active].sort()).toEqual(NIST_CSF.requirements.map((requirement) => requirement.id).sort());
  });

  it('holds 79 retired, none of them Assay’s', () => {
    const ours = new Set(NIST_CSF.requirements.map((requirement) => requirement.id));
    expect(found.retired).toHaveLength(79);
    expect(found.retired.filter((id) => ours.has(id))).toEqual([]);
  });
});
