import { type Json, parseXml, Refused } from '../../core/index.ts';
import { importFaults } from './faults.ts';
import { lostFields } from './lost.ts';
import type { ImportContext, Imported, Importer, Mapping } from './model.ts';
import { type Claiming, type Item, type Outcome, stateItems } from './statement.ts';
import { refuseNul, worded } from './wording.ts';
import { xmlValue } from './xml-value.ts';

// There is no one JUnit format. Read is what Ant, Surefire, Gradle, pytest, Jest, Mocha, PHPUnit and GoogleTest have in common and where they differ:
// suites in suites, cases outside suites, properties on cases, flaky and repeated cases, states as attributes.

/** Test reports. The items are the cases, and what suites say of themselves. */
export const junit: Importer = {
  format: 'junit',
  about: 'JUnit XML of any of its dialects: tests that a mapping, or the test itself, names the claim of',
  recognises: (text) => /^\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<testsuites?[\s/>]/.test(text.slice(0, 100_000)),
  read,
};

type Node = { readonly [key: string]: Json };

function read(text: string, context: ImportContext, mapping?: Mapping): Imported {
  refuseNul(text, context.file);
  const root = parseXml(text, context.file);
  if (root.name !== 'testsuites' && root.name !== 'testsuite') {
    throw new Refused(
      importFaults.fault('001', {
        message: `${context.file} is no JUnit report`,
        file: context.file,
        line: root.line,
        column: root.column,
        expected: '<testsuites> or <testsuite>',
        found: `<${root.name.slice(0, 80)}>`,
        remedy: 'Have the test runner write JUnit XML; NUnit, xUnit and TRX have converters to it.',
      }),
    );
  }
  const document = xmlValue(root);
  const items = root.name === 'testsuite' ? suite(node(document), 'testsuite', { names: [], properties: new Map() }) : whole(node(document));
  const { left, ...stated } = stateItems(items, context, mapping, byDefault);
  return { format: junit.format, ...stated, lost: lostFields(document, CARRIED, left) };
}

/** A test may say itself what it is a test of: properties `assay.claim`, `assay.subject`, and `assay.value` where the claim takes more than yes and no. */
function byDefault(item: Item): Claiming | undefined {
  const claim = item.fields.get('property.assay.claim');
  if (claim === undefined) return undefined;
  return { from: 'the property assay.claim', claim, value: item.fields.has('property.assay.value') ? { from: 'property.assay.value' } : { is: true } };
}

interface Above {
  readonly names: readonly string[];
  readonly properties: ReadonlyMap<string, string>;
  readonly timestamp?: string;
}

function whole(top: Node): readonly Item[] {
  const above: Above = { names: [], properties: propertiesOf(top), ...stamp(top, undefined) };
  const suites = each(top, 'testsuite');
  return [
    ...suites.flatMap((child, i) => suite(child, `testsuites.testsuite[${i}]`, above)),
    ...each(top, 'testcase').map((child, i) => testcase(child, `testsuites.testcase[${i}]`, above, undefined)),
    ...(suites.length === 0 ? mismatch(top, 'testsuites', above) : []),
  ];
}

function suite(element: Node, at: string, above: Above): readonly Item[] {
  const inside: Above = {
    names: [...above.names, attribute(element, 'name') ?? ''].filter((name) => name !== ''),
    properties: new Map([...above.properties, ...propertiesOf(element)]),
    ...stamp(element, above.timestamp),
  };
  const cases = each(element, 'testcase');
  const suites = each(element, 'testsuite');
  const broken = has(element, 'error') || has(element, 'failure') ? 'the suite itself failed' : undefined;
  const why = broken ?? (suites.length === 0 ? miscount(element, cases) : undefined);
  const faults = [...each(element, 'error'), ...each(element, 'failure')];
  return [
    ...cases.map((child, i) => testcase(child, `${at}.testcase[${i}]`, inside, why)),
    ...suites.flatMap((child, i) => suite(child, `${at}.testsuite[${i}]`, inside)),
    ...(suites.length === 0 ? mismatch(element, at, inside) : []),
    ...faults.map((child, i) => suiteItem(inside, `${at}.error[${i}]`, child, 'the suite itself failed')),
  ];
}

/** A suite that counts more than it lists: an item of its own, so that a report cut short is never read as one that passed. */
function mismatch(element: Node, at: string, inside: Above): readonly Item[] {
  const cases = each(element, 'testcase');
  const why = miscount(element, cases);
  return why === undefined ? [] : [suiteItem(inside, at, { ...attributesOf(element), listed: cases.length }, why)];
}

function suiteItem(inside: Above, at: string, whole: Node, why: string): Item {
  return { ...common(inside, at), whole, fields: fieldsOf(inside), outcome: { kind: 'undecided', why } };
}

function miscount(element: Node, cases: readonly Node[]): string | undefined {
  const failed = cases.filter((child) => has(child, 'failure') || has(child, 'error')).length;
  const said = (name: string) => Number(attribute(element, name) ?? 0) || 0;
  if (said('tests') > cases.length) return `the suite counts ${said('tests')} tests and lists ${cases.length}`;
  if (said('failures') + said('errors') > failed) return `the suite counts ${said('failures') + said('errors')} failures and errors and lists ${failed}`;
  return undefined;
}

function testcase(element: Node, at: string, inside: Above, why: string | undefined): Item {
  const own: Above = { ...inside, properties: new Map([...inside.properties, ...propertiesOf(element)]), ...stamp(element, inside.timestamp) };
  const bare = outcomeOf(element);
  const outcome: Outcome = bare.kind === 'pass' && why !== undefined ? { kind: 'undecided', why } : bare;
  const name = attribute(element, 'name');
  const classname = attribute(element, 'classname') ?? attribute(element, 'class');
  const failure = outcome.kind === 'fail' ? each(element, 'failure')[0] : undefined;
  const subject = own.properties.get('assay.subject');
  const title = failure === undefined ? undefined : (attribute(failure, 'message') ?? textOf(failure));
  return {
    ...common(own, at),
    whole: element,
    fields: new Map([
      ...fieldsOf(own),
      ...[...own.properties].map(([key, value]) => [`property.${key}`, value] as const),
      ...(name === undefined ? [] : [['name', name] as const]),
      ...(classname === undefined ? [] : [['classname', classname] as const]),
      ...(attribute(element, 'file') === undefined ? [] : [['file', attribute(element, 'file') ?? ''] as const]),
    ]),
    outcome,
    ...(subject === undefined ? {} : { subject }),
    ...(failure === undefined
      ? {}
      : {
          finding: {
            id: worded(name ?? classname ?? at, 200) || at,
            title: worded(title ?? '', 500) || 'the test failed',
            refs: [worded([...own.names, classname, name].filter((part) => part !== undefined).join(' / '), 500) || at],
          },
        }),
  };
}

/** Failed is what was shown to fail. An error, a skipped, disabled or flaky test shows nothing. */
function outcomeOf(element: Node): Outcome {
  if (has(element, 'error')) return { kind: 'undecided', why: 'the test broke with an error, so it shows nothing' };
  if (has(element, 'failure')) return { kind: 'fail' };
  if (has(element, 'skipped') || has(element, 'disabled') || has(element, 'ignored')) return { kind: 'undecided', why: 'the test was skipped' };
  const rerun = ['flakyFailure', 'flakyError', 'rerunFailure', 'rerunError'].find((name) => has(element, name));
  if (rerun !== undefined) return { kind: 'undecided', why: 'the test failed once and passed when it was run again' };
  for (const name of ['status', 'result']) {
    const state = attribute(element, name)?.toLowerCase();
    if (state === undefined) continue;
    if (['failed', 'fail', 'failure'].includes(state)) return { kind: 'fail' };
    if (!['run', 'completed', 'passed', 'pass', 'success', 'ok'].includes(state)) return { kind: 'undecided', why: `the test is marked ${worded(state, 40)}` };
  }
  return { kind: 'pass' };
}

function common(inside: Above, at: string): Pick<Item, 'at' | 'source' | 'mediaType' | 'momentAt' | 'observedAt'> {
  return {
    at,
    source: worded(inside.names[0] ?? '', 200) || 'a test report',
    mediaType: 'application/xml',
    momentAt: 'testsuite timestamp',
    ...(inside.timestamp === undefined ? {} : { observedAt: inside.timestamp }),
  };
}

/** The outcome is no field: a mapping that could ask for it could choose the tests that passed and leave the others out. */
function fieldsOf(inside: Above): Map<string, string> {
  return new Map([
    ['suite', inside.names.at(-1) ?? ''],
    ['suites', inside.names.join(' / ')],
    ...[...inside.properties].map(([key, value]) => [`property.${key}`, value] as const),
  ]);
}

function propertiesOf(element: Node): ReadonlyMap<string, string> {
  const list = each(element, 'properties').flatMap((properties) => each(properties, 'property'));
  return new Map(list.map((each) => [attribute(each, 'name') ?? '', attribute(each, 'value') ?? textOf(each)]));
}

function stamp(element: Node, above: string | undefined): { timestamp?: string } {
  const own = attribute(element, 'timestamp');
  const timestamp = own === undefined || own.trim() === '' ? above : own;
  return timestamp === undefined ? {} : { timestamp };
}

function attributesOf(element: Node): Node {
  return Object.fromEntries(Object.entries(element).filter(([key]) => key.startsWith('@')));
}

function node(value: Json): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : { '#text': value };
}

/** The children of that name; one that holds text alone is given as `#text`. */
function each(element: Node, name: string): readonly Node[] {
  const value = Object.hasOwn(element, name) ? element[name] : undefined;
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]).map(node) : [node(value)];
}

function has(element: Node, name: string): boolean {
  return Object.hasOwn(element, name);
}

function attribute(element: Node, name: string): string | undefined {
  const value = Object.hasOwn(element, `@${name}`) ? element[`@${name}`] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function textOf(element: Node): string {
  const text = element['#text'];
  return typeof text === 'string' ? text : '';
}

const SUITES = ['', 'testsuite.', 'testsuite[].', 'testsuite.testsuite.', 'testsuite[].testsuite.', 'testsuite[].testsuite[].'];
const CARRIED: ReadonlySet<string> = new Set(
  SUITES.flatMap((at) => [
    ...['@name', '@timestamp', '@tests', '@failures', '@errors'].map((name) => at + name),
    ...['testcase.', 'testcase[].'].flatMap((inner) =>
      [
        '@name',
        '@classname',
        'failure',
        'failure.@message',
        'failure.#text',
        'properties.property.@name',
        'properties.property.@value',
        'properties.property[].@name',
        'properties.property[].@value',
      ].map((name) => at + inner + name),
    ),
  ]),
);
