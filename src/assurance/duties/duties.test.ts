import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import { positionOf } from '../position.ts';
import { dayOf, daysBetween, yearsAfter } from './day.ts';
import { dutiesOf } from './index.ts';

const mapWith = (facts: Record<string, unknown>, variants?: readonly unknown[]): ServiceMap =>
  serviceMapSchema.parse({
    assay: 'service/1',
    service: { id: 'svc', name: 'Kettles' },
    parts: [
      { id: 'kettle', kind: 'device', name: 'Kettle', population: 10, facts, ...(variants === undefined ? {} : { variants }) },
      { id: 'updates', kind: 'update-server', name: 'Updates' },
      { id: 'wiki', kind: 'wiki', name: 'Wiki' },
    ],
  });

const AT = Instant.parse('2030-01-01T00:00:00Z');
const at = (day: string) => Instant.parse(`${day}T12:00:00Z`);
const duties = (map: ServiceMap, moment: Instant = AT, evidence: readonly RecordedEvidence[] = []) =>
  dutiesOf(map, positionOf({ map, evidence, exclusions: new Map(), at: moment }), moment);
const duty = (map: ServiceMap, id: string, moment: Instant = AT, evidence: readonly RecordedEvidence[] = []) =>
  duties(map, moment, evidence)[0]?.duties.find((one) => one.id === id);

describe('days of the law', () => {
  it.each([
    ['2028-02-29', 5, '2033-02-28'],
    ['2028-02-29', 4, '2032-02-29'],
    ['2027-12-11', 10, '2037-12-11'],
    ['2027-12-31', 1, '2028-12-31'],
  ])('%s and %i years is %s', (day, years, later) => expect(yearsAfter(day, years)).toBe(later));

  it('names only days that exist', () => {
    expect(['2027-02-29', '2027-13-01', 'soon', 7, '2028-02-29'].map(dayOf)).toEqual([undefined, undefined, undefined, undefined, '2028-02-29']);
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  });
});

describe('the duties of a product', () => {
  it.each([
    ['long enough', { 'placed-on-market': '2028-03-01', 'supported-until': '2033-03-01' }, 'running'],
    ['a day short of five years', { 'placed-on-market': '2028-03-01', 'supported-until': '2033-02-28' }, 'falls-short'],
    ['in use for three years, supported for three', { 'placed-on-market': '2028-03-01', 'supported-until': '2031-03-01', 'expected-use-years': 3 }, 'running'],
    [
      'in use for three years, supported for two',
      { 'placed-on-market': '2028-03-01', 'supported-until': '2030-03-01', 'expected-use-years': 3 },
      'falls-short',
    ],
    ['ends within the year', { 'placed-on-market': '2028-03-01', 'supported-until': '2030-06-01', 'expected-use-years': 2 }, 'due-soon'],
    ['ended', { 'placed-on-market': '2028-03-01', 'supported-until': '2029-12-31', 'expected-use-years': 1 }, 'over'],
    ['no date of placing', { 'supported-until': '2033-03-01' }, 'running'],
    ['no end', { 'placed-on-market': '2028-03-01' }, 'unknown'],
    ['a day that does not exist', { 'placed-on-market': '2028-03-01', 'supported-until': '2033-02-30' }, 'unknown'],
    ['on the market before the date', { 'placed-on-market': '2027-12-10', 'supported-until': '2029-01-01' }, 'not-owed'],
    ['planned, long enough', { 'placed-on-market': '2031-03-01', 'supported-until': '2036-03-01' }, 'not-owed'],
    ['planned, too short', { 'placed-on-market': '2031-03-01', 'supported-until': '2036-02-28' }, 'falls-short'],
    ['on the market on the date', { 'placed-on-market': '2027-12-11', 'supported-until': '2032-12-11' }, 'running'],
  ])('support period, %s', (_, facts, state) => {
    expect(duty(mapWith(facts), 'support-period')?.state).toBe(state);
  });

  it('says that a period shorter than the expected use has to be argued', () => {
    const map = mapWith({ 'placed-on-market': '2028-03-01', 'supported-until': '2034-03-01', 'expected-use-years': 12 });
    expect(duty(map, 'support-period')).toMatchObject({ state: 'running', because: expect.stringContaining('until 2040-03-01') });
  });

  it.each<[string, Record<string, unknown>, string | undefined, string | undefined]>([
    ['supported for five years', { 'placed-on-market': '2028-03-01', 'supported-until': '2033-03-01' }, '2043-03-01', '2038-03-01'],
    ['supported for fifteen', { 'placed-on-market': '2028-03-01', 'supported-until': '2043-03-01' }, '2053-03-01', '2043-03-01'],
    ['supported to a leap day', { 'placed-on-market': '2028-03-01', 'supported-until': '2036-02-29' }, '2046-02-28', '2038-03-01'],
    ['no date of placing', { 'supported-until': '2033-03-01' }, '2043-03-01', undefined],
    ['no end', { 'placed-on-market': '2028-03-01' }, undefined, undefined],
  ])('keeps each update for ten years from its issue, and documents from the placing, %s', (_, facts, updates, documents) => {
    const map = mapWith(facts);
    expect(['updates-kept-available', 'documentation-kept'].map((id) => duty(map, id)?.until)).toEqual([updates, documents]);
  });

  it('still has the last update to keep when ten years from the placing are over', () => {
    const map = mapWith({ 'placed-on-market': '2028-03-01', 'supported-until': '2033-03-01' });
    const states = (day: string) => ['updates-kept-available', 'documentation-kept'].map((id) => duty(map, id, at(day))?.state);
    expect(states('2039-01-01')).toEqual(['running', 'over']);
    expect(states('2043-03-01')).toEqual(['due-soon', 'over']);
    expect(duty(map, 'updates-kept-available', at('2043-03-02'))).toMatchObject({
      state: 'over',
      because: 'An update of the last day of support had to be kept until 2043-03-01.',
    });
  });

  it('says which date is missing, and of updates no other than the end of support', () => {
    const why = (facts: Record<string, unknown>, id: string) => duty(mapWith(facts), id)?.because;
    expect(why({}, 'updates-kept-available')).toBe('The map does not state supported-until of kettle.');
    expect(why({}, 'documentation-kept')).toBe('The map does not state placed-on-market and supported-until of kettle.');
  });

  it('has reporting owed from 11 September 2026, for products of any age', () => {
    const map = mapWith({ 'placed-on-market': '2020-01-01', 'supported-until': '2029-01-01' });
    expect(['2024-01-01', '2026-09-10', '2026-09-11'].map((day) => duty(map, 'reporting', at(day))?.state)).toEqual(['not-owed', 'due-soon', 'running']);
  });

  it('has reporting not owed of a product until it is placed on the market', () => {
    const map = mapWith({ 'placed-on-market': '2028-03-01', 'supported-until': '2033-03-01' });
    expect(['2026-09-10', '2026-10-01', '2028-02-29', '2028-03-01'].map((day) => duty(map, 'reporting', at(day))?.state)).toEqual([
      'not-owed',
      'not-owed',
      'not-owed',
      'running',
    ]);
    expect(duty(map, 'reporting', at('2027-06-01'))).toMatchObject({
      from: '2028-03-01',
      because: 'It is to be placed on the market on 2028-03-01.',
      decidedBy: ['kettle'],
    });
    expect(duty(map, 'reporting', at('2028-03-01'))).toMatchObject({ from: '2028-03-01', because: 'Owed since it was placed on the market on 2028-03-01.' });
    expect(duty(mapWith({ 'placed-on-market': '2026-01-01' }), 'reporting', at('2025-12-01'))).toMatchObject({ from: '2026-09-11', state: 'not-owed' });
  });

  it('is one list for each version where there are some, each by its own dates', () => {
    const map = mapWith({ 'supported-until': '2033-03-01' }, [
      { id: 'old', population: 4, facts: { 'supported-until': '2029-01-01' } },
      { id: 'new', population: 6 },
    ]);
    expect(duties(map).map((one) => [one.product, one.supportedUntil])).toEqual([
      ['kettle/old', '2029-01-01'],
      ['kettle/new', '2033-03-01'],
    ]);
  });

  it('is proven by evidence alone, and by fresh evidence', () => {
    const map = mapWith({ 'placed-on-market': '2028-03-01', 'supported-until': '2033-03-01' });
    const rehearsed = (claim: string, method: 'drill' | 'runtime', seq: number): RecordedEvidence => ({
      seq,
      subject: 'svc',
      claim,
      value: true,
      observedAt: '2029-12-31T12:00:00Z',
      validFor: 'P90D',
      source: 'rehearsal',
      method,
      raw: { digest: Digest.of(''), mediaType: 'text/plain' },
    });
    const evidence = [
      rehearsed('csirt.reporting-rehearsed', 'drill', 3),
      rehearsed('vulnerability.monitored', 'runtime', 4),
      rehearsed('csirt.communication-exercised', 'drill', 5),
    ];
    expect(duty(map, 'reporting')?.verdict).toBe('unproven');
    const proven = duty(map, 'reporting', AT, evidence);
    expect(proven?.verdict).toBe('proven');
    expect(proven?.controls.map((one) => [one.control, one.evidence])).toEqual([
      ['reporting-rehearsed', [3]],
      ['vulnerability-monitoring', [4]],
      ['incident-communicated', [5]],
    ]);
    expect(duty(map, 'reporting', at('2031-01-01'), evidence)?.verdict).not.toBe('proven');
  });

  it('never runs on a date that the map does not state, and never proves anything without evidence', () => {
    const day = fc.option(fc.constantFrom('2028-02-29', '2027-12-11', '2020-01-01', '2035-06-30', 'soon'), { nil: undefined });
    fc.assert(
      fc.property(day, day, fc.option(fc.integer({ min: -1, max: 20 }), { nil: undefined }), (placed, until, use) => {
        const facts = Object.fromEntries(
          Object.entries({ 'placed-on-market': placed, 'supported-until': until, 'expected-use-years': use }).filter(([, value]) => value !== undefined),
        );
        for (const one of duties(mapWith(facts)).flatMap((product) => product.duties)) {
          expect(one.verdict).not.toBe('proven');
          if (one.until === undefined && one.id !== 'reporting') expect(['unknown', 'not-owed']).toContain(one.state);
        }
      }),
    );
  });
});
