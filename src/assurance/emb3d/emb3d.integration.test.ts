import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { Instant } from '../../core/index.ts';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import { positionOf } from '../position.ts';
import { IEC_62443_4_2 } from '../standards/iec-62443-4-2.ts';
import { emb3dPosition, readEmb3d } from './index.ts';
import { QUESTIONS } from './properties.ts';
import { mitigationsOf, threatsOf } from './trace.ts';

const path = vectors('attack/emb3d/emb3d-stix-2.0.1.json');

interface Raw {
  readonly type: string;
  readonly id: string;
  readonly relationship_type?: string;
  readonly source_ref?: string;
  readonly target_ref?: string;
  readonly x_mitre_emb3d_property_id?: string;
  readonly x_mitre_emb3d_threat_id?: string;
  readonly x_mitre_emb3d_mitigation_id?: string;
  readonly x_mitre_emb3d_mitigation_IEC_62443_mappings?: string;
}

describe.skipIf(path === undefined)('EMB3D 2.0.1 (vectors attack/emb3d)', () => {
  if (path === undefined) return;
  const text = readFileSync(path, 'utf8');
  const emb3d = readEmb3d(text, path);
  const raw = (JSON.parse(text) as { readonly objects: readonly Raw[] }).objects;
  const relations = (type: string) => raw.filter((object) => object.relationship_type === type);
  const stixOf = new Map(
    raw.flatMap((object) => (object.x_mitre_emb3d_property_id === undefined ? [] : [[object.x_mitre_emb3d_property_id, object.id] as const])),
  );
  const tidOf = new Map(raw.flatMap((object) => (object.x_mitre_emb3d_threat_id === undefined ? [] : [[object.id, object.x_mitre_emb3d_threat_id] as const])));
  const midOf = new Map(
    raw.flatMap((object) => (object.x_mitre_emb3d_mitigation_id === undefined ? [] : [[object.id, object.x_mitre_emb3d_mitigation_id] as const])),
  );
  const subset = fc.subarray(emb3d.properties.map((property) => property.id));

  /** The relations read as plainly as can be: all properties over the given ones, then all threats that any of them relates to. */
  function naive(properties: readonly string[]): readonly string[] {
    const held = new Set(properties.map((id) => stixOf.get(id)));
    for (let before = -1; before < held.size; ) {
      before = held.size;
      for (const relation of relations('subproperty-of')) if (held.has(relation.source_ref)) held.add(relation.target_ref);
    }
    const threats = relations('relates-to').flatMap((relation) => (held.has(relation.source_ref) ? [tidOf.get(relation.target_ref ?? '') ?? '?'] : []));
    return [...new Set(threats)].sort();
  }

  it('has 59 properties, 81 threats, 89 mitigations and 343 relations', () => {
    expect([emb3d.properties.length, emb3d.threats.length, emb3d.mitigations.length, emb3d.relations]).toEqual([59, 81, 89, 343]);
    expect(relations('subproperty-of')).toHaveLength(40);
    expect(relations('relates-to')).toHaveLength(90);
    expect(relations('mitigates')).toHaveLength(213);
  });

  it('gives every single property the threats that the bundle gives it', () => {
    for (const { id } of emb3d.properties)
      expect(
        threatsOf(emb3d, [id]).map((threat) => threat.id),
        id,
      ).toEqual(naive([id]));
  });

  it('gives every subset of properties the threats that the bundle gives it', () => {
    fc.assert(
      fc.property(subset, (properties) => {
        expect(threatsOf(emb3d, properties).map((threat) => threat.id)).toEqual(naive(properties));
      }),
      { numRuns: 300 },
    );
  });

  it('gives every subset of threats the mitigations that the bundle gives it', () => {
    fc.assert(
      fc.property(fc.subarray(emb3d.threats.map((threat) => threat.id)), (threats) => {
        const wanted = new Set(threats);
        const by = relations('mitigates').flatMap((relation) =>
          wanted.has(tidOf.get(relation.target_ref ?? '') ?? '?') ? [midOf.get(relation.source_ref ?? '') ?? '?'] : [],
        );
        expect(mitigationsOf(emb3d, threats).map((mitigation) => mitigation.id)).toEqual([...new Set(by)].sort());
      }),
    );
  });

  it('reaches a clause of IEC 62443-4-2 from every mitigation, but for those of which the bundle says that there is none', () => {
    const known = new Set(IEC_62443_4_2.requirements.filter((requirement) => requirement.withdrawn === undefined).map((requirement) => requirement.id));
    const without = raw
      .filter((object) => /^\W*none\W*$/i.test(object.x_mitre_emb3d_mitigation_IEC_62443_mappings ?? ''))
      .map((object) => object.x_mitre_emb3d_mitigation_id);
    expect(without).toHaveLength(9);
    for (const { id, clauses } of emb3d.mitigations) {
      if (without.includes(id)) expect(clauses, id).toEqual([]);
      else expect(clauses.length, id).toBeGreaterThan(0);
      for (const clause of clauses) expect(known.has(clause), `${id} ${clause}`).toBe(true);
    }
  });

  it('reads as many clauses as the bundle names lines', () => {
    const numbers = (line: string) => line.match(/\d+\.\d+/)?.[0];
    for (const object of raw) {
      if (object.x_mitre_emb3d_mitigation_id === undefined) continue;
      const lines = (object.x_mitre_emb3d_mitigation_IEC_62443_mappings ?? '').split('\n').flatMap((line) => numbers(line) ?? []);
      const read = emb3d.mitigations.find((mitigation) => mitigation.id === object.x_mitre_emb3d_mitigation_id)?.clauses ?? [];
      expect(new Set(read.flatMap((clause) => numbers(clause) ?? [])), object.x_mitre_emb3d_mitigation_id).toEqual(new Set(lines));
    }
  });

  it('asks the map about properties that the catalogue has', () => {
    const known = new Set(emb3d.properties.map((property) => property.id));
    expect(Object.keys(QUESTIONS).filter((id) => !known.has(id))).toEqual([]);
  });

  const mapOf = (facts: Record<string, unknown>): ServiceMap =>
    serviceMapSchema.parse({ assay: 'service/1', service: { id: 'home', name: 'Home' }, parts: [{ id: 'camera', kind: 'device', name: 'Camera', facts }] });
  const positionAt = (map: ServiceMap) =>
    emb3dPosition(emb3d, map, positionOf({ map, evidence: [], exclusions: new Map(), at: Instant.parse('2026-07-01T00:00:00Z') }));

  it('frees nobody of a threat by an unfinished map', () => {
    const [camera] = positionAt(mapOf({})).devices;
    expect(camera?.threats.map((threat) => [threat.id, threat.value])).toEqual(emb3d.threats.map((threat) => [threat.id, 'unknown']));
    expect(camera?.mitigations).toHaveLength(89);
  });

  it('faces a device with exactly the threats of the properties that its map names', () => {
    fc.assert(
      fc.property(
        fc.subarray(
          emb3d.properties.map((property) => property.id),
          { maxLength: 20 },
        ),
        (properties) => {
          const [camera] = positionAt(mapOf({ 'emb3d-properties': properties.map((id) => id.slice(4)).join(' ') })).devices;
          expect(camera?.threats.filter((threat) => threat.value === 'yes').map((threat) => threat.id)).toEqual(naive(properties));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leads on to clauses for the type of component, each with its controls and verdict', () => {
    const found = positionAt(mapOf({ 'secure-boot': true }));
    const clauses = new Set(found.devices.flatMap((device) => device.mitigations.flatMap((mitigation) => mitigation.clauses)));
    expect(clauses.has('EDR 3.14')).toBe(true);
    expect([...clauses].filter((clause) => /^(?:SAR|HDR|NDR)/.test(clause))).toEqual([]);
    expect(new Set(found.clauses.map((clause) => clause.id))).toEqual(clauses);
    const boot = found.clauses.find((clause) => clause.id === 'EDR 3.14');
    expect(boot).toMatchObject({ applies: 'yes', verdict: 'unproven', controls: [{ control: 'secure-boot', verdict: 'unproven' }] });
  });
});
