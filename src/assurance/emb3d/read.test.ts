import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, Refused } from '../../core/index.ts';
import { type Draft, mitigation, property, relation, smallBundle } from './bundle.fixture.ts';
import { circlesIn } from './circles.ts';
import { readEmb3d } from './read.ts';

const codesOf = (text: string): readonly string[] => {
  try {
    readEmb3d(text, 'emb3d.json');
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map((fault) => fault.code);
    throw error;
  }
};
const spoilt = (change: (bundle: Draft) => void): string => {
  const bundle = smallBundle();
  change(bundle);
  return JSON.stringify(bundle);
};
const at = (bundle: Draft, index: number): { [key: string]: Json } => bundle.objects[index] ?? {};
const idOf = (bundle: Draft, index: number): string => String(at(bundle, index)['id']);

describe('a bundle of EMB3D', () => {
  it('is read into properties, threats, mitigations and what joins them', () => {
    expect(readEmb3d(JSON.stringify(smallBundle()), 'emb3d.json')).toEqual({
      properties: [
        { id: 'PID-1', name: 'Property PID-1', category: 'Hardware', under: [], threats: ['TID-101'] },
        { id: 'PID-11', name: 'Property PID-11', category: 'Hardware', under: ['PID-1'], threats: [] },
        { id: 'PID-111', name: 'Property PID-111', category: 'Hardware', under: ['PID-11'], threats: ['TID-102'] },
      ],
      threats: [
        { id: 'TID-101', name: 'Threat TID-101', category: 'Hardware', maturity: 'Proof of Concept' },
        { id: 'TID-102', name: 'Threat TID-102', category: 'Hardware', maturity: 'Proof of Concept' },
      ],
      mitigations: [
        { id: 'MID-001', name: 'Mitigation MID-001', maturity: 'Foundational', threats: ['TID-102'], clauses: ['CR 3.4', 'EDR 3.14', 'NDR 3.14'] },
        { id: 'MID-002', name: 'Mitigation MID-002', maturity: 'Foundational', threats: ['TID-101'], clauses: [] },
      ],
      relations: 6,
    });
  });

  it.each<[string, string, string]>([
    ['no JSON', '{"type": "bundle", "objects": [', 'ASSAY-JSON-001'],
    ['nested beyond reading', `${'['.repeat(60)}${']'.repeat(60)}`, 'ASSAY-JSON-002'],
    ['a key that reaches a prototype', '{"type":"bundle","objects":[{"__proto__":{}}]}', 'ASSAY-JSON-004'],
    ['a list', '[]', 'ASSAY-EMB-001'],
    ['another kind of object', '{"type":"report","objects":[]}', 'ASSAY-EMB-001'],
    ['objects that are no list', '{"type":"bundle","objects":{}}', 'ASSAY-EMB-001'],
    ['too many objects', JSON.stringify({ type: 'bundle', objects: Array.from({ length: 50_001 }, () => 0) }), 'ASSAY-EMB-002'],
    ['too many properties', JSON.stringify({ type: 'bundle', objects: Array.from({ length: 2_001 }, (_, n) => property(n, `PID-${n}`)) }), 'ASSAY-EMB-002'],
    ['an object that is none', spoilt((bundle) => bundle.objects.push(7 as unknown as { [key: string]: Json })), 'ASSAY-EMB-003'],
    ['an object without a type', spoilt((bundle) => bundle.objects.push({ id: 'x' })), 'ASSAY-EMB-003'],
    [
      'a name that is a number',
      spoilt((bundle) => {
        at(bundle, 1)['name'] = 7;
      }),
      'ASSAY-EMB-003',
    ],
    [
      'a name without end',
      spoilt((bundle) => {
        at(bundle, 1)['name'] = 'x'.repeat(2_001);
      }),
      'ASSAY-EMB-003',
    ],
    [
      'a property without its id',
      spoilt((bundle) => {
        delete at(bundle, 1)['x_mitre_emb3d_property_id'];
      }),
      'ASSAY-EMB-003',
    ],
    [
      'a threat of another spelling',
      spoilt((bundle) => {
        at(bundle, 4)['x_mitre_emb3d_threat_id'] = 'TID-1; DROP';
      }),
      'ASSAY-EMB-003',
    ],
    [
      'a STIX id of another type',
      spoilt((bundle) => {
        at(bundle, 1)['id'] = 'identity--1';
      }),
      'ASSAY-EMB-003',
    ],
    [
      'a relation without an end',
      spoilt((bundle) => {
        delete at(bundle, 10)['target_ref'];
      }),
      'ASSAY-EMB-003',
    ],
    [
      'clauses that are a list',
      spoilt((bundle) => {
        at(bundle, 6)['x_mitre_emb3d_mitigation_IEC_62443_mappings'] = ['CR 3.4'];
      }),
      'ASSAY-EMB-003',
    ],
    ['a property twice', spoilt((bundle) => bundle.objects.push(property(50, 'PID-1'))), 'ASSAY-EMB-004'],
    ['a STIX id twice', spoilt((bundle) => bundle.objects.push(property(1, 'PID-9'))), 'ASSAY-EMB-004'],
    ['a relation to nothing', spoilt((bundle) => bundle.objects.push(relation(60, 'relates-to', idOf(bundle, 1), 'vulnerability--none'))), 'ASSAY-EMB-005'],
    ['a relation from nothing', spoilt((bundle) => bundle.objects.push(relation(60, 'mitigates', 'course-of-action--none', idOf(bundle, 4)))), 'ASSAY-EMB-005'],
    ['a relation the wrong way round', spoilt((bundle) => bundle.objects.push(relation(60, 'mitigates', idOf(bundle, 4), idOf(bundle, 6)))), 'ASSAY-EMB-006'],
    [
      'a relation of another kind between them',
      spoilt((bundle) => bundle.objects.push(relation(60, 'targets', idOf(bundle, 4), idOf(bundle, 1)))),
      'ASSAY-EMB-006',
    ],
    ['a property under itself', spoilt((bundle) => bundle.objects.push(relation(60, 'subproperty-of', idOf(bundle, 1), idOf(bundle, 1)))), 'ASSAY-EMB-007'],
    ['sub-properties in a circle', spoilt((bundle) => bundle.objects.push(relation(60, 'subproperty-of', idOf(bundle, 1), idOf(bundle, 3)))), 'ASSAY-EMB-007'],
    ['an empty bundle', '{"type":"bundle","objects":[]}', 'ASSAY-EMB-008'],
    ['ATT&CK in place of EMB3D', '{"type":"bundle","objects":[{"type":"attack-pattern","id":"attack-pattern--1"}]}', 'ASSAY-EMB-008'],
    ['a clause that is not in the standard', spoilt((bundle) => bundle.objects.push(mitigation(61, 'MID-003', '- CR 9.9 – Nothing'))), 'ASSAY-EMB-009'],
  ])('is refused with its code: %s', (_, text, code) => {
    expect(codesOf(text)).toContain(code);
  });

  it('ignores what it does not read: other objects, and relations among them', () => {
    const text = spoilt((bundle) => bundle.objects.push({ type: 'note', id: 'note--1' }, relation(60, 'targets', 'note--1', idOf(bundle, 4))));
    expect(readEmb3d(text, 'emb3d.json')).toEqual(readEmb3d(JSON.stringify(smallBundle()), 'emb3d.json'));
  });

  it('reports all faults at once, and no more than fifty', () => {
    const codes = codesOf(
      spoilt((bundle) => {
        at(bundle, 1)['name'] = null;
        at(bundle, 2)['category'] = 3;
        bundle.objects.push(relation(60, 'relates-to', idOf(bundle, 1), 'nowhere'));
      }),
    );
    expect(codes.toSorted()).toEqual(['ASSAY-EMB-003', 'ASSAY-EMB-003', 'ASSAY-EMB-005']);
    expect(
      codesOf(
        spoilt((bundle) => {
          for (let n = 0; n < 200; n++) bundle.objects.push({});
        }),
      ),
    ).toHaveLength(50);
  });

  it('is either read or refused, never half, wherever it is cut or a value is exchanged', () => {
    const whole = JSON.stringify(smallBundle());
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), (end) => {
        expect(codesOf(whole.slice(0, end)).length).toBeGreaterThan(0);
      }),
    );
    const { objects } = smallBundle();
    fc.assert(
      fc.property(fc.nat({ max: objects.length - 1 }), fc.nat(), fc.jsonValue({ maxDepth: 2 }), (index, pick, value) => {
        const text = spoilt((bundle) => {
          const keys = Object.keys(at(bundle, index));
          at(bundle, index)[keys[pick % keys.length] ?? 'name'] = value as Json;
        });
        for (const code of codesOf(text)) expect(code).toMatch(/^ASSAY-(EMB|JSON)-\d{3}$/);
      }),
    );
  });
});

describe('circles', () => {
  it.each<[string, Readonly<Record<string, readonly string[]>>, readonly (readonly string[])[]]>([
    ['none in a line', { a: ['b'], b: ['c'], c: [] }, []],
    ['none where two ways meet', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
    ['one of one', { a: ['a'] }, [['a']]],
    ['one of three', { a: ['b'], b: ['c'], c: ['a'] }, [['a', 'b', 'c']]],
    ['behind a line', { x: ['a'], a: ['b'], b: ['a'] }, [['a', 'b']]],
  ])('%s', (_, under, circles) => {
    expect(circlesIn(Object.entries(under).map(([id, above]) => ({ id, under: above })))).toEqual(circles);
  });

  it('are looked for however deep it goes', () => {
    const line = Array.from({ length: 20_000 }, (_, n) => ({ id: `p${n}`, under: [`p${n + 1}`] }));
    expect(circlesIn(line)).toEqual([]);
  });
});
