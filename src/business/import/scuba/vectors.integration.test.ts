import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../../test/vectors.ts';
import { OUTCOMES } from '../model.ts';
import { codesOf, importBy, said } from '../posture/reading.fixture.ts';
import { scuba } from './scuba.ts';

const REPORT = vectors('business/ScubaResults.json');

describe.skipIf(REPORT === undefined)('the sample report of ScubaGear 1.8.0 (business/ScubaResults.json)', () => {
  const text = REPORT === undefined ? '' : readFileSync(REPORT, 'utf8');
  const imported = REPORT === undefined ? undefined : importBy(scuba, text);

  it('is carried whole', () => expect([imported?.carried, imported?.items, imported?.unclaimed, imported?.unknownSubjects]).toEqual([92, 92, [], []]));

  it('has the outcomes that its own summary has', () => {
    const { Summary } = JSON.parse(text.replace(/^\ufeff/, '')) as { readonly Summary: Readonly<Record<string, Readonly<Record<string, number>>>> };
    const expected = Object.entries(Summary).map(([product, { Passes, Failures, Warnings, Manual, Errors, Omits }]) => [
      product,
      Passes,
      Failures,
      Warnings,
      Manual,
      Errors,
      Omits,
    ]);
    expect(Object.entries(imported?.outcomes ?? {}).map(([product, counts]) => [product, ...OUTCOMES.map((each) => counts[each])])).toEqual(expected);
  });

  it('shows this much and no more', () =>
    expect(imported === undefined ? [] : said(imported)).toEqual([
      'directory baseline.kept false',
      'post baseline.kept false',
      'files baseline.kept true',
      'staff identity.phishing-resistant false',
      'signer identity.phishing-resistant false',
      'it identity.phishing-resistant false',
      'directory identity.app-consent-governed false',
      'directory identity.privileged-limited false',
      'directory identity.privilege-checked-out false',
      'post mail.dangerous-content-stopped true',
      'post admin.acts-logged true',
      'post mail.forwarding-blocked true',
      'post mail.dmarc-enforced true',
    ]));

  it('names nobody outside what can be erased', () => {
    const { discovered, ...rest } = imported ?? {};
    expect(discovered?.things.filter(({ kind }) => kind === 'account')).toHaveLength(3);
    for (const { name } of discovered?.things.filter(({ kind }) => kind === 'account') ?? []) expect(JSON.stringify(rest)).not.toContain(name);
  });

  it('is refused when one result is changed, and when one is taken out', () => {
    const changed = text.replace('"Result":  "Fail"', '"Result":  "Pass"');
    expect(changed).not.toBe(text);
    expect(new Set(codesOf(() => importBy(scuba, changed)))).toEqual(new Set(['ASSAY-BIMPORT-010']));
    expect(codesOf(() => importBy(scuba, text.slice(0, text.length / 2)))).toEqual(['ASSAY-JSON-001']);
  });
});
