import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareReport, cameraReport, emptyReport } from '../../../../test/fixtures/report.ts';
import { vectors } from '../../../../test/vectors.ts';
import { CONTROLS } from '../../controls/index.ts';
import { crosswalkOf, unmapped } from '../../crosswalk/index.ts';
import { STANDARDS } from '../../standards/index.ts';
import type { Report } from '../model.ts';
import { assessmentResults, mappingCollection, planOfAction } from './index.ts';
import { line, token, uuidOf } from './parts.ts';

const SCHEMAS = vectors('oscal/schema');

/** The faults that the official schema finds. Formats are left to their patterns, which the schemas have for all but one. */
function checker(name: string) {
  const validate = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true, validateFormats: false }).compile(
    JSON.parse(readFileSync(join(SCHEMAS as string, name), 'utf8')),
  );
  return (document: unknown) => (validate(document) ? [] : (validate.errors ?? []).slice(0, 5).map((error) => `${error.instancePath} ${error.message}`));
}

const REPORTS: readonly (readonly [string, Report])[] = [
  ['of a real size', cameraReport],
  ['without anything', emptyReport],
  ['with the least that there can be', bareReport],
];

describe.skipIf(SCHEMAS === undefined)('OSCAL going out', () => {
  it.each(REPORTS)('assessment results %s are valid', (_, report) => {
    expect(checker('oscal_assessment-results_schema.json')(assessmentResults(report).document)).toEqual([]);
  });

  it.each(REPORTS)('a plan of action and milestones %s is valid', (_, report) => {
    expect(checker('oscal_poam_schema.json')(planOfAction(report).document)).toEqual([]);
  });

  it('a mapping collection of each crosswalk is valid, with every edge and both sides of what is unmapped', () => {
    const check = checker('oscal_mapping_schema.json');
    for (const standard of STANDARDS) {
      const edges = crosswalkOf(standard.id)?.edges ?? [];
      if (edges.length === 0) continue;
      const left = unmapped(standard, CONTROLS);
      const { document } = mappingCollection(
        { id: 'assay', title: 'Assay’s controls', edition: '1', unmapped: left.controls },
        { id: standard.id, title: standard.title, edition: standard.edition, unmapped: left.requirements },
        edges.map((edge) => ({ source: edge.control, target: edge.requirement, relation: edge.relation, reason: edge.reason })),
        'judged',
        '2026-11-01T00:00:00Z',
      );
      expect(check(document), standard.id).toEqual([]);
      expect(JSON.stringify(document).split('"relationship"')).toHaveLength(edges.length + 1);
    }
  });

  it('the schema would notice: a finding without a state is refused', () => {
    const { document } = assessmentResults(cameraReport);
    const spoiled = JSON.parse(JSON.stringify(document).replace('"state":"satisfied"', '"condition":"satisfied"'));
    expect(checker('oscal_assessment-results_schema.json')(spoiled)).not.toEqual([]);
  });
});

describe('what OSCAL is told', () => {
  const findings = (report: Report) => {
    const { document } = assessmentResults(report);
    type Finding = {
      readonly props: readonly { readonly name: string; readonly value: string }[];
      readonly target: { readonly 'target-id': string; readonly status: { readonly state: string } };
    };
    return (document as { 'assessment-results': { results: { findings?: readonly Finding[] }[] } })['assessment-results'].results[0]?.findings ?? [];
  };

  it('is satisfied exactly where the verdict is proven', () => {
    const all = findings(cameraReport);
    expect(all.length).toBeGreaterThan(100);
    for (const one of all) {
      const verdict = one.props.find((prop) => prop.name === 'verdict')?.value;
      expect(one.target.status.state).toBe(verdict === 'proven' ? 'satisfied' : 'not-satisfied');
    }
    expect(new Set(all.map((one) => one.target['target-id'])).size).toBe(all.length);
  });

  it('is the same bytes twice, and other bytes at another head', () => {
    const text = (report: Report) => JSON.stringify([assessmentResults(report), planOfAction(report)]);
    expect(text(cameraReport)).toBe(text(structuredClone(cameraReport)));
    expect(text({ ...cameraReport, head: { ...cameraReport.head, size: cameraReport.head.size + 1 } })).not.toBe(text(cameraReport));
  });

  it('says what it could not carry', () => {
    expect(assessmentResults(cameraReport).lost.length).toBeGreaterThan(0);
    expect(planOfAction(cameraReport).lost.length).toBeGreaterThan(0);
  });
});

describe('OSCAL’s data types', () => {
  it('every id becomes a token, and two ids never the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }), (a, b) => {
        expect(token(a)).toMatch(/^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$/u);
        expect(token(a) === token(b)).toBe(a === b);
      }),
    );
    expect(['PR.AA-01', '5.1-1', 'DI (IMS)'].map(token)).toEqual(['PR.AA-01', '_5.1-1', 'DI_20__28_IMS_29_']);
  });

  it('every text becomes one line that begins and ends with something', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(line(text)).toMatch(/^\S(.*\S)?$/u);
      }),
    );
  });

  it('every seed becomes a UUID of version 4', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (seed) => {
        expect(uuidOf(...seed)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });
});
