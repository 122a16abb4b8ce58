import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { vectors } from '../../../test/vectors.ts';
import { NIST_CSF } from '../standards/nist-csf.ts';
import { readCatalog } from './catalog.ts';
import { type OscalModel, openOscal } from './document.ts';
import { readPoam, readResults } from './findings.ts';
import { readMappings } from './mapping.ts';
import { readPlan } from './plan.ts';
import { standardOfCatalog } from './standard.ts';
import { statedBy } from './stated.ts';

const folder = vectors('oscal');
const text = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
const open = (name: string) => openOscal(text(name), name);
const LOW = 'NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog-min.json';

describe.skipIf(folder === undefined)('OSCAL documents of others (oscal)', () => {
  it('NIST’s catalogue of CSF 2.0 comes out as 22 + 106 in force and 12 + 79 retired, each with the reason', () => {
    const made = standardOfCatalog(readCatalog(open('NIST_CSF_v2.0_catalog.xml')), 'nist-csf');
    expect(made.counts).toEqual([
      { class: 'category', active: 22, withdrawn: 12 },
      { class: 'subcategory', active: 106, withdrawn: 79 },
    ]);
    const { requirements, groups = [] } = made.standard;
    const inForce = requirements.filter((requirement) => requirement.withdrawn === undefined);
    expect(inForce.map((requirement) => requirement.id).sort()).toEqual(NIST_CSF.requirements.map((requirement) => requirement.id).sort());
    expect(groups.filter((group) => group.withdrawn === undefined)).toHaveLength(22);
    expect(groups.filter((group) => group.withdrawn !== undefined)).toHaveLength(12);
    for (const retired of [...requirements, ...groups]) {
      if (retired.withdrawn !== undefined) expect(retired.withdrawn.reason, retired.id).toMatch(/CSF 1\.1 .* implementation example/);
    }
    expect(requirements.filter((requirement) => requirement.withdrawn !== undefined)).toHaveLength(79);
    expect(made.repairs).toEqual([expect.stringContaining('91 categories and subcategories')]);
    expect(made.standard.edition).toBe('2.0 (catalogue 1.0.0)');
  });

  it('NIST’s SP 800-53 r5 LOW baseline comes out whole, with its level, labels and parameters', () => {
    const { standard, details, counts, repairs } = standardOfCatalog(readCatalog(open(LOW)), 'nist-800-53');
    const ids = [...text(LOW).matchAll(/"id":"([a-z]{2}-\d+(?:\.\d+)?)","class":"SP800-53/g)].map((match) => match[1]);
    expect(standard.requirements.map((requirement) => requirement.id)).toEqual(ids);
    expect(ids).toHaveLength(149);
    expect(counts).toEqual([
      { class: 'SP800-53', active: 131, withdrawn: 0 },
      { class: 'SP800-53-enhancement', active: 18, withdrawn: 0 },
    ]);
    expect(repairs).toEqual([]);
    expect(standard.requirements.every((requirement) => requirement.levels?.includes('low'))).toBe(true);
    expect(standard.requirements.find((requirement) => requirement.id === 'ac-2')?.label).toBe('AC-2');
    expect(details['ac-2']?.params?.[0]).toMatchObject({ id: 'ac-02_odp.01', label: 'prerequisites and criteria' });
    expect(details['ac-2']?.statement).toMatch(/^a\. Define/);
  });

  const SCHEMAS: Readonly<Record<string, string>> = { catalog: 'catalog', 'system-security-plan': 'ssp', 'assessment-results': 'assessment-results' };

  it('what is read from XML is the JSON that NIST’s schema describes', () => {
    const { model, reading } = open('NIST_CSF_v2.0_catalog.xml');
    const schema = JSON.parse(text(`schema/oscal_${SCHEMAS[model]}_schema.json`)) as object;
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: true, logger: false }).compile(schema);
    validate({ [model]: reading.body });
    // `v1.1.3` is NIST's own slip, and a part of it is empty where the schema wants something.
    expect((validate.errors ?? []).filter((error) => !/oscal-version/.test(error.instancePath))).toEqual([]);
  });

  it.each<[string, OscalModel, number]>([
    ['ssp-example.json', 'system-security-plan', 0],
    ['ifa_assessment-results-example.json', 'assessment-results', 1],
    ['ifa_plan-of-action-and-milestones.json', 'plan-of-action-and-milestones', 2],
    ['simple_mapping.json', 'mapping-collection', 0],
    ['comprehensive_mapping.json', 'mapping-collection', 0],
  ])('%s is read as %s, with %i open findings and everything that was not read', (name, model, findings) => {
    const document = open(name);
    const stated = statedBy(document);
    expect(document.model).toBe(model);
    expect(stated?.open).toHaveLength(findings);
    expect(stated?.carried).toBeGreaterThan(10);
    expect((stated?.carried ?? 0) + (stated?.lost.reduce((sum, one) => sum + one.count, 0) ?? 0)).toBe(stated?.values);
  });

  it('says of each what it holds', () => {
    const plan = readPlan(open('ssp-example.json'));
    expect([plan.components.length, plan.inventory.length, plan.requirements.map((one) => [one.controlId, one.statements, one.components.length])]).toEqual([
      6,
      1,
      [['au-1', 7, 4]],
    ]);
    expect(readResults(open('ifa_assessment-results-example.json')).results[0]?.findings[0]?.target).toMatchObject({
      targetId: 'ac-6.1_obj',
      state: 'not-satisfied',
    });
    expect(readPoam(open('ifa_plan-of-action-and-milestones.json')).items.map((item) => item.risks.length)).toEqual([1, 1]);
    expect(readMappings(open('comprehensive_mapping.json')).mappings[0]?.maps.map((map) => map.relationship)).toEqual([
      'equal-to',
      'subset-of',
      'intersects-with',
    ]);
    expect(readMappings(open('simple_mapping.json')).mappings[0]?.maps[0]?.sources).toEqual([{ type: 'control', idRef: 'ac-1' }]);
  });

  it.each(['ssp-example.json', 'ifa_assessment-results-example.json', 'comprehensive_mapping.json'])('%s reads the same as YAML', (name) => {
    const yaml = openOscal(stringify(JSON.parse(text(name))), 'x.yaml');
    expect(yaml.encoding).toBe('yaml');
    expect(yaml.reading.body).toEqual(open(name).reading.body);
  });
});
