import { describe, expect, it } from 'vitest';
import { junit } from './junit.ts';
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
    ['an error and a failure in one test', suite('<testcase name="b"><failure/><error/></testcase>'), FALSE],
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
    ['counts that agree', suite(`${OK}<testcase name="b"><skipped/></testcase>`, 'tests="2" failures="0" errors="0" skipped="1" disabled="0"'), []],
    ['counts that agree and nothing but passes', suite(OK, 'tests="1" failures="0" errors="0" skipped="0" disabled="0"'), TRUE],
    ['more failures at the top than it lists', `<testsuites tests="1" failures="3" errors="2">${suite(OK, 'tests="1"')}</testsuites>`, []],
    ['more tests at the top than it lists', `<testsuites tests="100">${suite(OK, 'tests="1"')}</testsuites>`, []],
    ['more tests in the middle than it lists', `<testsuites><testsuite tests="9"><testsuite>${suite(OK)}</testsuite></testsuite></testsuites>`, []],
    ['more failures in the middle than it lists', `<testsuite failures="4">${suite(OK)}</testsuite>`, []],
    ['fewer tests counted than listed', suite(OK.repeat(2), 'tests="1"'), []],
    [
      'counts at every level that agree',
      `<testsuites tests="2" failures="0"><testsuite tests="2">${suite(OK.repeat(2), 'tests="2" errors="0"')}</testsuite></testsuites>`,
      TRUE,
    ],
    ['more skipped than it lists', suite(OK, 'tests="1" skipped="1"'), []],
    ['more disabled than it lists', suite(OK, 'tests="1" disabled="1"'), []],
    ['a count that is no number', suite(OK, 'tests="many"'), []],
    ['an empty count', suite(OK, 'failures=""'), []],
    ['a count below nothing', suite(OK, 'tests="1" errors="-1" failures="1"'), []],
    ['a count that is infinite', suite(OK, 'tests="1" errors="1e999"'), []],
    ['failures counted by element (GoogleTest)', suite('<testcase name="b"><failure/><failure/></testcase>', 'tests="1" failures="2"'), FALSE],
    ['errors counted among the failures', suite('<testcase name="b"><error/></testcase>', 'tests="1" failures="1" errors="0"'), []],
    ['a suite that broke around another', `<testsuite name="all"><error message="set-up"/>${suite(OK)}</testsuite>`, []],
    ['a suite that failed around two others', `<testsuites><failure/><testsuite>${suite(OK)}</testsuite></testsuites>`, []],
    ['success said to be false', suite('<testcase name="b" success="False"/>'), []],
    ['success said to be true', suite('<testcase name="b" success="True" executed="True" result="Success"/>'), TRUE],
    ['a test that was not executed', suite('<testcase name="b" executed="False"/>'), []],
    ['an outcome that failed', suite('<testcase name="b" outcome="Failed"/>'), FALSE],
    ['an outcome that nobody knows', suite('<testcase name="b" outcome="Perhaps"/>'), []],
    ['a result that nobody knows', suite('<testcase name="b" result="Inconclusive"/>'), []],
    ['a status that passed and a result that failed', suite('<testcase name="b" status="run" result="Failure"/>'), FALSE],
    ['a status that nobody knows and a result that failed', suite('<testcase name="b" status="odd" result="Failure"/>'), FALSE],
    ['an element that speaks of an error by another name', suite('<testcase name="b"><setupError/></testcase>'), []],
    ['a warning (PHPUnit)', suite('<testcase name="b"><warning/></testcase>'), []],
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
    ['comments before it', `${'<!-- a -->\n'.repeat(3)}<testsuite/>`, true],
    ['a declaration, a comment, a suite', '<?xml version="1.0"?>\n<!---->\n<testsuites>', true],
    ['a byte order mark', '\ufeff <testsuite name="a"/>', true],
    ['a comment that is not closed', '<!-- <testsuite/>', false],
    ['a word that goes on', '<testsuitesx/>', false],
    ['a suite in a comment', '<!-- <testsuite/> --><html/>', false],
    ['nothing', '', false],
  ])('are recognised by %s: %j', (_, text, known) => expect(junit.recognises?.(text)).toBe(known));

  it('are recognised without going back: each comment is looked at once', () => {
    // What a reader that tries every way to split them would need 2^5000 steps for.
    expect(junit.recognises?.(`${'<!---->'.repeat(5000)}<x>`)).toBe(false);
    expect(junit.recognises?.(`${'<!---->'.repeat(5000)}<testsuite>`)).toBe(true);
  });

  it('with many properties above many tests are read without copying them for each', () => {
    const many = 3000;
    const properties = Array.from({ length: many }, (_, i) => `<property name="p${i}" value="${i}"/>`).join('');
    const { evidence, items } = importText(suite(`<properties>${properties}</properties>${OK.repeat(many)}`, `tests="${many}"`), 'junit', MAPPING);
    expect([items, evidence.length]).toEqual([many, 1]);
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
