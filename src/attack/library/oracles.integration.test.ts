import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { LIBRARY } from './index.ts';
import { counterpartOf, SOURCE_HOSTING } from './source-hosting.ts';

const known = new Set(LIBRARY.map((template) => template.id));

const schema = vectors('business/opengraph-github-schema.json');

describe.skipIf(schema === undefined)('the source-hosting schema (vectors business/opengraph-github-schema.json)', () => {
  if (schema === undefined) return;
  const declared = JSON.parse(readFileSync(schema, 'utf8')) as { relationship_kinds: readonly { name: string; is_traversable: boolean }[] };

  const traversable = declared.relationship_kinds.filter((relation) => relation.is_traversable).map((relation) => relation.name);

  it('has no traversable relation without a counterpart', () => {
    expect(traversable).toHaveLength(28);
    expect(traversable.filter((kind) => counterpartOf(kind)?.by !== 'kind')).toEqual([]);
    expect(Object.values(SOURCE_HOSTING).flatMap((steps) => steps.filter((id) => !known.has(id)))).toEqual([]);
  });

  it('has none that nothing would close', () => {
    expect(traversable.filter((kind) => counterpartOf(kind)?.controls.length === 0)).toEqual([]);
  });

  it('finds most of them by their names alone', () => {
    const unlisted = traversable.map((kind) => counterpartOf(kind.replace('GH_', 'XY_')));
    expect(unlisted.filter((each) => each?.by === 'name')).toHaveLength(28);
  });
});

const emb3d = vectors('attack/emb3d/emb3d-stix-2.0.1.json');

interface Stix {
  readonly objects: readonly {
    type: string;
    id: string;
    source_ref?: string;
    target_ref?: string;
    relationship_type?: string;
    x_mitre_emb3d_threat_id?: string;
    x_mitre_emb3d_property_id?: string;
  }[];
}

/** Threats of EMB3D that no step stands for, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = { 'TID-225': 'traces altered on the device: what is then seen, not a way in' };

describe.skipIf(emb3d === undefined)('EMB3D 2.0.1 (vectors attack/emb3d)', () => {
  if (emb3d === undefined) return;
  const stix = JSON.parse(readFileSync(emb3d, 'utf8')) as Stix;
  const threats = stix.objects.flatMap((each) => each.x_mitre_emb3d_threat_id ?? []);
  const tagged = new Set(LIBRARY.flatMap((template) => template.techniques.filter((each) => each.startsWith('d:')).map((each) => each.slice(2))));

  it('knows every threat that a step is tagged with', () => {
    expect([...tagged].filter((id) => !threats.includes(id))).toEqual([]);
  });

  it('has a step for every threat, but for those left out with a reason', () => {
    expect(threats).toHaveLength(81);
    expect(threats.filter((id) => !tagged.has(id) && LEFT_OUT[id] === undefined)).toEqual([]);
  });

  it('reaches from every device property at least one step, by the threats it brings', () => {
    const byId = new Map(stix.objects.map((each) => [each.id, each]));
    const brought = stix.objects.flatMap((each) => {
      if (each.relationship_type !== 'relates-to') return [];
      const property = byId.get(each.source_ref ?? '')?.x_mitre_emb3d_property_id;
      const threat = byId.get(each.target_ref ?? '')?.x_mitre_emb3d_threat_id;
      return property === undefined || threat === undefined ? [] : [{ property, threat }];
    });
    expect(brought).toHaveLength(90);
    const covered = new Set(brought.filter(({ threat }) => tagged.has(threat)).map(({ property }) => property));
    const uncovered = [...new Set(brought.map(({ property }) => property))].filter((property) => !covered.has(property));
    expect(uncovered).toEqual([]);
  });
});
