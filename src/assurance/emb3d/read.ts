import { type Fault, type Json, parseJson, Refused } from '../../core/index.ts';
import { circlesIn } from './circles.ts';
import { clausesIn } from './clauses.ts';
import { emb3dFaults } from './faults.ts';
import type { DeviceProperty, Emb3d, Mitigation, Threat } from './model.ts';

// The bundle is whoever's file it is: a download, a copy, something that calls itself one. It is read as STIX 2.1 (OASIS, section 3.7 for the
// bundle, 3.3 for relationships) as far as EMB3D uses it, and refused whole, with all that was found, where it is not that.

const LIMITS = { bytes: 32 * 1024 * 1024, depth: 40 } as const;
const MOST_OBJECTS = 50_000;
/** Properties, threats and mitigations together: bounds how deep sub-properties can go. */
const MOST_ENTRIES = 2_000;
const MOST_FAULTS = 50;
const MOST_TEXT = 2_000;

const TYPES = {
  property: { type: 'x-mitre-emb3d-property', id: 'x_mitre_emb3d_property_id', written: /^PID-\d{1,8}$/ },
  threat: { type: 'vulnerability', id: 'x_mitre_emb3d_threat_id', written: /^TID-\d{1,8}$/ },
  mitigation: { type: 'course-of-action', id: 'x_mitre_emb3d_mitigation_id', written: /^MID-\d{1,8}$/ },
} as const;
type Kind = keyof typeof TYPES;

/** What each relation joins, from its source to its target. */
const RELATIONS: Readonly<Record<string, readonly [Kind, Kind]>> = {
  'relates-to': ['property', 'threat'],
  mitigates: ['mitigation', 'threat'],
  'subproperty-of': ['property', 'property'],
};

type Fields = { readonly [key: string]: Json };

/** Reads a bundle. Throws `Refused` (ASSAY-JSON-001 to -006, ASSAY-EMB-001 to -009). `file` names it in faults. */
export function readEmb3d(text: string, file: string): Emb3d {
  const faults: Fault[] = [];
  const add = (fault: Fault) => {
    if (faults.length < MOST_FAULTS) faults.push(fault);
  };
  const objects = objectsOf(parseJson(text, file, LIMITS), file);
  const found = new Map<string, { readonly kind: Kind; readonly id: string; readonly fields: Fields; readonly at: string }>();
  const named = new Map<string, string>();
  const relations: { readonly fields: Fields; readonly at: string }[] = [];
  for (const [index, object] of objects.entries()) {
    const at = `objects[${index}]`;
    if (!isObject(object) || typeof object['type'] !== 'string') {
      add(wrong(file, at, 'an object with a type', describe(object)));
      continue;
    }
    if (object['type'] === 'relationship') {
      relations.push({ fields: object, at });
      continue;
    }
    const kind = (Object.keys(TYPES) as Kind[]).find((one) => TYPES[one].type === object['type']);
    if (kind === undefined) continue;
    const { id: key, written } = TYPES[kind];
    const stix = object['id'];
    const id = object[key];
    if (typeof stix !== 'string' || !stix.startsWith(`${object['type']}--`) || stix.length > 200) {
      add(wrong(file, `${at}.id`, `${object['type']}-- and a UUID`, describe(stix)));
      continue;
    }
    if (typeof id !== 'string' || !written.test(id)) {
      add(wrong(file, `${at}.${key}`, `an id such as ${written.source.slice(1, 5)}101`, describe(id)));
      continue;
    }
    for (const each of [stix, id]) {
      const before = named.get(each);
      if (before !== undefined) add(twice(file, at, each, before));
      named.set(each, at);
    }
    found.set(stix, { kind, id, fields: object, at });
    if (found.size > MOST_ENTRIES) throw tooMany(file, found.size, MOST_ENTRIES);
  }
  const joined: Record<keyof typeof RELATIONS, Map<string, string[]>> = { 'relates-to': new Map(), mitigates: new Map(), 'subproperty-of': new Map() };
  let count = 0;
  for (const { fields, at } of relations) {
    const [type, source, target] = ['relationship_type', 'source_ref', 'target_ref'].map((key) => fields[key]);
    if (typeof type !== 'string' || typeof source !== 'string' || typeof target !== 'string') {
      add(wrong(file, at, 'relationship_type, source_ref and target_ref, as text', describe(type ?? null)));
      continue;
    }
    const joins = Object.hasOwn(RELATIONS, type) ? RELATIONS[type] : undefined;
    if (joins === undefined) {
      // A relation of another kind says nothing here, unless it joins what Assay reads: then a meaning would be lost unseen.
      if (found.has(source) && found.has(target)) add(misjoined(file, at, type, 'relates-to, mitigates or subproperty-of', type));
      continue;
    }
    const [from, to] = [found.get(source), found.get(target)];
    if (from === undefined || to === undefined) {
      add(dangling(file, at, from === undefined ? source : target));
      continue;
    }
    if (from.kind !== joins[0] || to.kind !== joins[1]) {
      add(misjoined(file, at, type, joins.join(' to '), `${from.kind} to ${to.kind}`));
      continue;
    }
    count += 1;
    const list = joined[type]?.get(from.id) ?? [];
    if (!list.includes(to.id)) list.push(to.id);
    joined[type]?.set(from.id, list);
  }
  const of = (relation: string, id: string): readonly string[] => joined[relation]?.get(id) ?? [];
  const text_ = (fields: Fields, key: string, at: string): string => {
    const value = fields[key];
    if (typeof value === 'string' && value.length <= MOST_TEXT) return value;
    add(wrong(file, `${at}.${key}`, `text of at most ${MOST_TEXT} characters`, describe(value)));
    return '';
  };
  const properties: DeviceProperty[] = [];
  const threats: Threat[] = [];
  const mitigations: Mitigation[] = [];
  for (const { kind, id, fields, at } of found.values()) {
    const name = text_(fields, 'name', at);
    switch (kind) {
      case 'property':
        properties.push({ id, name, category: text_(fields, 'category', at), under: of('subproperty-of', id), threats: of('relates-to', id) });
        break;
      case 'threat':
        threats.push({ id, name, category: text_(fields, 'x_mitre_emb3d_threat_category', at), maturity: text_(fields, 'x_mitre_emb3d_threat_maturity', at) });
        break;
      case 'mitigation': {
        const { clauses, unread } = clausesIn(text_(fields, 'x_mitre_emb3d_mitigation_IEC_62443_mappings', at));
        for (const line of unread) add(unreadable(file, at, id, line));
        mitigations.push({ id, name, maturity: text_(fields, 'x_mitre_emb3d_mitigation_maturity', at), threats: of('mitigates', id), clauses });
        break;
      }
    }
  }
  for (const circle of circlesIn(properties)) add(round(file, circle));
  if (faults.length === 0 && [properties, threats, mitigations].some((list) => list.length === 0)) add(empty(file));
  if (faults.length > 0) throw new Refused(...faults);
  const byNumber = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return { properties: properties.sort(byNumber), threats: threats.sort(byNumber), mitigations: mitigations.sort(byNumber), relations: count };
}

function objectsOf(json: Json, file: string): readonly Json[] {
  if (!isObject(json) || json['type'] !== 'bundle' || !Array.isArray(json['objects'])) {
    throw new Refused(
      emb3dFaults.fault('001', {
        message: `${file} is not a bundle of STIX 2.1`,
        file,
        expected: 'an object with type "bundle" and a list of objects',
        found: isObject(json) ? `type ${describe(json['type'])}` : describe(json),
        remedy: 'Give the STIX file of EMB3D as MITRE publishes it (emb3d-stix-2.0.1.json).',
      }),
    );
  }
  if (json['objects'].length > MOST_OBJECTS) {
    throw tooMany(file, json['objects'].length, MOST_OBJECTS);
  }
  return json['objects'];
}

function tooMany(file: string, found: number, most: number): Refused {
  return new Refused(
    emb3dFaults.fault('002', {
      message: `${file} holds more objects than Assay reads`,
      file,
      expected: `at most ${most}`,
      found: String(found),
      remedy: 'Give the STIX file of EMB3D as MITRE publishes it, and nothing else in the bundle.',
    }),
  );
}

function isObject(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}

const AGAIN = 'Download the bundle again; if it is still so, report it to whoever publishes it.';

const wrong = (file: string, field: string, expected: string, found: string) =>
  emb3dFaults.fault('003', { message: `${field} is not what it should be`, file, field, expected, found, remedy: AGAIN });
const twice = (file: string, field: string, id: string, before: string) =>
  emb3dFaults.fault('004', { message: `${id} stands twice`, file, field, expected: 'an id of its own', found: `${id}, as at ${before}`, remedy: AGAIN });
const dangling = (file: string, field: string, id: string) =>
  emb3dFaults.fault('005', {
    message: `a relation leads to ${id.slice(0, 80)}, which is not in the bundle`,
    file,
    field,
    expected: 'the id of a property, threat or mitigation of this bundle',
    found: id.slice(0, 80),
    remedy: AGAIN,
  });
const misjoined = (file: string, field: string, type: string, expected: string, found: string) =>
  emb3dFaults.fault('006', {
    message: `a relation ${type.slice(0, 80)} joins what it cannot`,
    file,
    field,
    expected,
    found: found.slice(0, 80),
    remedy: AGAIN,
  });
const round = (file: string, circle: readonly string[]) =>
  emb3dFaults.fault('007', {
    message: `sub-properties go round in a circle: ${circle.join(', ')}`,
    file,
    expected: 'properties that narrow',
    found: circle.join(' under '),
    remedy: AGAIN,
  });
const empty = (file: string) =>
  emb3dFaults.fault('008', {
    message: `${file} is a bundle, and not one of EMB3D`,
    file,
    expected: 'device properties, threats and mitigations',
    found: 'none of at least one of them',
    remedy: 'Give the STIX file of EMB3D as MITRE publishes it (emb3d-stix-2.0.1.json).',
  });
const unreadable = (file: string, field: string, id: string, line: string) =>
  emb3dFaults.fault('009', {
    message: `${id} names a clause that Assay does not know`,
    file,
    field: `${field}.x_mitre_emb3d_mitigation_IEC_62443_mappings`,
    expected: 'requirements of IEC 62443-4-2:2019, such as CR 3.4 or EDR 3.14 RE (1), or None',
    found: line.slice(0, 120),
    remedy: 'If the bundle is of a newer version than 2.0.1, report it; else download it again.',
  });
