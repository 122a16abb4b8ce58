import { describe, expect, it } from 'vitest';
import { readMapping } from './mapping.ts';
import { accounted, codesOf, importNamed, importText, said } from './reading.fixture.ts';

const MAPPING = readMapping(
  `mapping: evidence/1
rules:
  - { when: { suite: drills }, claim: broker.topics-authorized, value: { is: true }, subject: { is: broker }, method: drill }
  - { when: { classname: load }, claim: update.delivered, value: { from: property.share } }
`,
  'm.yaml',
);
const TRUE = ['broker broker.topics-authorized true'];
const FALSE = ['broker broker.topics-authorized false'];
const suite = (cases: string, more = '') => `<testsuite name="drills" ${more}>${cases}</testsuite>`;
const OK = '<testcase classname="t" name="a"/>';

describe('dialects of JUnit', () => {
  it.each<[string, string, readonly string[]]>([
    ['a test that passed', suite(OK), TRUE],
    ['suites', `<testsuites tests="1">${suite(OK)}</testsuites>`, TRUE],
    ['a suite in a suite', `<testsuite name="all">${suite(OK)}</testsuite>`, TRUE],
    ['a declaration and a comment before it', `<?xml version="1.0"?><!-- x --><testsuites>${suite(OK)}</testsuites>`, TRUE],
    ['a failure beside a pass', suite(`${OK}<testcase name="b"><failure message="no"/></testcase>`), FALSE],
    ['a failure beside a skipped one', suite('<testcase name="b"><failure/></testcase><testcase name="c"><skipped/></testcase>'), FALSE],
    ['an error', suite(`${OK}<testcase name="b"><error type="E">broke</error></testcase>`), []],
    ['an error and a failure in one test', suite('<testcase name="b"><failure/><error/></testcase>'), []],
    ['a skipped test', suite(`${OK}<testcase name="b"><skipped/></testcase>`), []],
    ['a disabled test (PHPUnit, Bazel)', suite(`${OK}<testcase name="b"><disabled/></testcase>`), []],
    ['a test that did not run (GoogleTest)', suite(`${OK}<testcase name="b" status="notrun" result="suppressed"/>`), []],
    ['a test that ran (GoogleTest)', suite('<testcase name="b" status="run" result="completed"/>'), TRUE],
    ['a failure as an attribute', suite('<testcase name="b" status="failed"/>'), FALSE],
    ['a flaky test (Surefire)', suite(`${OK}<testcase name="b"><flakyFailure message="once"/></testcase>`), []],
    ['a repeated failure (Surefire)', suite('<testcase name="b"><failure/><rerunFailure/></testcase>'), FALSE],
    ['fewer tests than the suite counts', suite(OK, 'tests="2"'), []],
    ['fewer failures than the suite counts', suite(OK, 'tests="1" failures="1"'), []],
    ['fewer errors than the suite counts', suite(OK, 'tests="1" errors="1"'), []],
    ['a suite that broke', suite(`${OK}<error message="set-up"/>`), []],
    ['a suite without tests', suite(''), []],
    ['a suite that counts tests and lists none', suite('', 'tests="4"'), []],
    [
      'a number from a property',
      '<testsuite name="x"><testcase classname="load" name="n"><properties><property name="share" value="0.97"/></properties></testcase></testsuite>',
      ['repo update.delivered 0.97'],
    ],
    [
      'a property that holds text (pytest)',
      '<testsuite name="x"><testcase classname="load" name="n"><properties><property name="share">0.5</property></properties></testcase></testsuite>',
      ['repo update.delivered 0.5'],
    ],
    [
      'a number that is none',
      '<testsuite name="x"><testcase classname="load" name="n"><properties><property name="share" value="most"/></properties></testcase></testsuite>',
      [],
    ],
    ['a test outside a suite', '<testsuites><testcase classname="load" name="n"/></testsuites>', []],
  ])('%s', (_, text, statements) => {
    const imported = importText(text, 'junit', MAPPING);
    expect(said(imported)).toEqual(statements);
    expect(accounted(imported)).toBe(true);
  });

  it('name the claim in the test itself, as an import and no more', () => {
    const { evidence } = importNamed(
      '<testsuite name="s" timestamp="2026-10-01T12:00:00+02:00"><properties><property name="assay.subject" value="the CAMERA"/></properties><testcase name="a"><properties><property name="assay.claim" value="device.no-remote-shell"/></properties></testcase></testsuite>',
    );
    expect(evidence).toMatchObject([
      { subject: 'camera', claim: 'device.no-remote-shell', value: true, method: 'import', observedAt: '2026-10-01T10:00:00Z', source: 's' },
    ]);
  });

  it('give the method that the mapping states, and cite the mapping', () => {
    const { evidence } = importText(suite(OK, 'timestamp="2026-10-01T00:00:00"'), 'junit', { ...MAPPING, file: 'm.yaml', digest: `sha256:${'ab'.repeat(32)}` });
    expect(evidence[0]).toMatchObject({ method: 'drill', source: 'drills; rule 1 of m.yaml abababababab' });
  });

  it('cite the test that failed', () =>
    expect(importText(suite('<testcase classname="t" name="b"><failure message="still open"/></testcase>'), 'junit', MAPPING).evidence[0]?.finding).toEqual({
      id: 'b',
      title: 'still open',
      refs: ['drills / t / b'],
    }));

  it('say why something good was held back', () =>
    expect(importText(suite('<testcase name="b"><skipped/></testcase>'), 'junit', MAPPING).withheld).toEqual([
      { subject: 'broker', claim: 'broker.topics-authorized', why: 'the test was skipped' },
    ]));

  it('without a mapping make no statement, and keep every test', () => {
    const imported = importText(suite(`${OK}<testcase name="b"><failure/></testcase>`), 'junit');
    expect(imported).toMatchObject({ carried: 0, items: 2, evidence: [] });
    expect(imported.unclaimed.map(({ item }) => item)).toEqual([
      { '@classname': 't', '@name': 'a' },
      { '@name': 'b', failure: '' },
    ]);
  });

  it.each([
    ['<html><body/></html>', 'ASSAY-IMPORT-001'],
    ['<test-run/>', 'ASSAY-IMPORT-001'],
    ['<testsuite', 'ASSAY-XML-001'],
    ['<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>', 'ASSAY-XML-004'],
    [`${'<testsuite>'.repeat(200)}${'</testsuite>'.repeat(200)}`, 'ASSAY-XML-002'],
    ['<testsuite name="\0"/>', 'ASSAY-IMPORT-009'],
    ['{}', 'ASSAY-XML-001'],
  ])('%s is refused', (text, code) => expect(codesOf(() => importText(text, 'junit'))).toEqual([code]));
});
