import type { Json } from '../../core/index.ts';

/** A small bundle in the shape of EMB3D's, made here: three properties in a line, two threats, two mitigations. */
export interface Draft {
  readonly type: string;
  readonly id: string;
  readonly objects: { [key: string]: Json }[];
}

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const property = (n: number, pid: string): { [key: string]: Json } => ({
  type: 'x-mitre-emb3d-property',
  spec_version: '2.1',
  id: `x-mitre-emb3d-property--${uuid(n)}`,
  name: `Property ${pid}`,
  category: 'Hardware',
  is_subproperty: false,
  x_mitre_emb3d_property_id: pid,
});

export const threat = (n: number, tid: string): { [key: string]: Json } => ({
  type: 'vulnerability',
  id: `vulnerability--${uuid(n)}`,
  name: `Threat ${tid}`,
  x_mitre_emb3d_threat_id: tid,
  x_mitre_emb3d_threat_category: 'Hardware',
  x_mitre_emb3d_threat_maturity: 'Proof of Concept',
});

export const mitigation = (n: number, mid: string, clauses: string): { [key: string]: Json } => ({
  type: 'course-of-action',
  id: `course-of-action--${uuid(n)}`,
  name: `Mitigation ${mid}`,
  x_mitre_emb3d_mitigation_id: mid,
  x_mitre_emb3d_mitigation_maturity: 'Foundational',
  x_mitre_emb3d_mitigation_IEC_62443_mappings: clauses,
});

export const relation = (n: number, type: string, source: string, target: string): { [key: string]: Json } => ({
  type: 'relationship',
  id: `relationship--${uuid(n)}`,
  relationship_type: type,
  source_ref: source,
  target_ref: target,
});

export function smallBundle(): Draft {
  const [top, middle, leaf] = [property(1, 'PID-1'), property(2, 'PID-11'), property(3, 'PID-111')];
  const [one, two] = [threat(4, 'TID-101'), threat(5, 'TID-102')];
  const [first, second] = [
    mitigation(6, 'MID-001', '- CR 3.4 – Software and information integrity\n- EDR / NDR 3.14 – Boot'),
    mitigation(7, 'MID-002', 'None'),
  ];
  const of = (object: { [key: string]: Json }) => String(object['id']);
  return {
    type: 'bundle',
    id: `bundle--${uuid(0)}`,
    objects: [
      { type: 'identity', id: `identity--${uuid(99)}`, name: 'Somebody' },
      ...[top, middle, leaf, one, two, first, second],
      relation(10, 'subproperty-of', of(middle), of(top)),
      relation(11, 'subproperty-of', of(leaf), of(middle)),
      relation(12, 'relates-to', of(top), of(one)),
      relation(13, 'relates-to', of(leaf), of(two)),
      relation(14, 'mitigates', of(first), of(two)),
      relation(15, 'mitigates', of(second), of(one)),
    ],
  };
}
