import { type Json, parseXml, Refused } from '../../core/index.ts';
import { importFaults } from './faults.ts';
import { lostFields } from './lost.ts';
import type { ImportContext, Imported, Importer, Mapping } from './model.ts';
import { type Claiming, type Fields, type Item, type Outcome, stateItems } from './statement.ts';
import { refuseNul, worded } from './wording.ts';
import { xmlValue } from './xml-value.ts';

// There is no one JUnit format. Read is what Ant, Surefire, Gradle, pytest, Jest, Mocha, PHPUnit and GoogleTest have in common and where they differ:
// suites in suites, cases outside suites, properties on cases, flaky and repeated cases, states as attributes.

/** Test reports. The items are the cases, and what suites say of themselves. */
export const junit: Importer = {
  format: 'junit',
  about: 'JUnit XML of any of its dialects: tests that a mapping, or the test itself, names the claim of',
  recognises: (text) => startsWithSuite(text.slice(0, 100_000)),
  read,
};

/** Past a byte order mark, the declaration and comments: each is found once, whoever wrote them. */
function startsWithSuite(text: string): boolean {
  let rest = text.trimStart();
  while (rest.startsWith('<?') || rest.startsWith('<!--')) {
    const closing = rest.startsWith('<?') ? '?>' : '-->';
    const end = rest.indexOf(closing, closing.length);
    if (end === -1) return false;
    rest = rest.slice(end + closing.length).trimStart();
  }
  return /^<testsuites?[\s/>]/.test(rest);
}

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
  const items = root.name === 'testsuite' ? suite(node(document), 'testsuite', OUTSIDE) : whole(node(document));
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
  /** All of the names in one, since every test below has it. */
  readonly path: string;
  /** Of the suite and all around it, by name. A test that has some of its own looks here after them: copying them for each would take their product. */
  readonly property: (name: string) => string | undefined;
  readonly timestamp?: string;
  /** Why nothing good is said of what is below. */
  readonly why?: string;
}

const OUTSIDE: Above = { names: [], path: '', property: () => undefined };

function inside(element: Node, above: Above): Above {
  const name = attribute(element, 'name') ?? '';
  const broken = has(element, 'error') || has(element, 'failure') ? 'the suite itself failed' : undefined;
  const why = above.why ?? broken ?? miscount(element);
  const names = name === '' ? above.names : [...above.names, name];
  return {
    names,
    path: names.join(' / '),
    property: layered(propertiesOf(element), above.property),
    ...stamp(element, above.timestamp),
    ...(why === undefined ? {} : { why }),
  };
}

function whole(top: Node): readonly Item[] {
  // The name of the whole report is no suite's.
  const { '@name': _, ...unnamed } = top;
  const within = inside(unnamed, OUTSIDE);
  return [
    ...each(top, 'testsuite').flatMap((child, i) => suite(child, `testsuites.testsuite[${i}]`, within)),
    ...each(top, 'testcase').map((child, i) => testcase(child, `testsuites.testcase[${i}]`, within)),
    ...troubles(top, 'testsuites', within),
  ];
}

function suite(element: Node, at: string, above: Above): readonly Item[] {
  const within = inside(element, above);
  return [
    ...each(element, 'testcase').map((child, i) => testcase(child, `${at}.testcase[${i}]`, within)),
    ...each(element, 'testsuite').flatMap((child, i) => suite(child, `${at}.testsuite[${i}]`, within)),
    ...troubles(element, at, within),
  ];
}

/**
 * What a suite says of itself that is no good: items of their own, so that a report cut short is never read as one that passed, even where no test
 * is left in it.
 */
function troubles(element: Node, at: string, within: Above): readonly Item[] {
  const why = miscount(element);
  const item = (place: string, whole: Node, why: string): Item => ({
    ...common(within, place),
    whole,
    fields: fieldsOf(within),
    outcome: { kind: 'undecided', why },
  });
  return [
    ...(why === undefined ? [] : [item(at, { ...attributesOf(element), listed: listedIn(element).tests }, why)]),
    ...[...each(element, 'error'), ...each(element, 'failure')].map((child, i) => item(`${at}.error[${i}]`, child, 'the suite itself failed')),
  ];
}

/** What is listed below an element, at any depth. */
interface Listed {
  readonly tests: number;
  /** Tests that failed or broke, in either way. */
  readonly bad: number;
  readonly failed: number;
  readonly broken: number;
  /** Some runners count elements, of which a test may have several. */
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

const LISTED = new WeakMap<Node, Listed>();

function listedIn(element: Node): Listed {
  const known = LISTED.get(element);
  if (known !== undefined) return known;
  const sum = { tests: 0, bad: 0, failed: 0, broken: 0, failures: 0, errors: 0, skipped: 0 };
  for (const child of each(element, 'testcase')) {
    const failed = outcomeOf(child).kind === 'fail';
    const broken = has(child, 'error');
    sum.tests += 1;
    if (failed || broken) sum.bad += 1;
    if (failed) sum.failed += 1;
    if (broken) sum.broken += 1;
    sum.failures += Math.max(each(child, 'failure').length, failed ? 1 : 0);
    sum.errors += each(child, 'error').length;
    if (!failed && !broken && outcomeOf(child).kind === 'undecided') sum.skipped += 1;
  }
  for (const child of each(element, 'testsuite')) {
    const below = listedIn(child);
    for (const name of Object.keys(sum) as (keyof Listed)[]) sum[name] += below[name];
  }
  LISTED.set(element, sum);
  return sum;
}

const COUNTS = ['tests', 'failures', 'errors', 'skipped', 'disabled'] as const;

/** Why the numbers that a suite gives of itself are not those of what it lists; `undefined` where they are. A number that is not given says nothing. */
function miscount(element: Node): string | undefined {
  const said = new Map<string, number>();
  for (const name of COUNTS) {
    const text = attribute(element, name);
    if (text === undefined) continue;
    if (!/^\d{1,9}$/.test(text.slice(0, 20).trim())) return `the suite counts "${worded(text, 40)}" ${name}, which is no number`;
    said.set(name, Number(text));
  }
  const listed = listedIn(element);
  const tests = said.get('tests');
  if (tests !== undefined && tests !== listed.tests) return `the suite counts ${tests} tests and lists ${listed.tests}`;
  const [failures, errors] = [said.get('failures'), said.get('errors')];
  const bad = (failures ?? 0) + (errors ?? 0);
  const agrees =
    (failures === undefined || failures === listed.failed || failures === listed.failures) &&
    (errors === undefined || errors === listed.broken || errors === listed.errors);
  // Some runners count errors among the failures, or a test that has both once.
  if (!agrees && bad !== listed.bad) return `the suite counts ${bad} failures and errors and lists ${listed.bad}`;
  const idle = (said.get('skipped') ?? 0) + (said.get('disabled') ?? 0);
  if (idle > listed.skipped) return `the suite counts ${idle} tests that did not run and lists ${listed.skipped}`;
  return undefined;
}

function testcase(element: Node, at: string, above: Above): Item {
  const properties = propertiesOf(element);
  const within: Above = properties.size === 0 ? above : { ...above, property: layered(properties, above.property) };
  const own: Above = { ...within, ...stamp(element, above.timestamp) };
  const bare = outcomeOf(element);
  const outcome: Outcome = bare.kind === 'pass' && above.why !== undefined ? { kind: 'undecided', why: above.why } : bare;
  const name = attribute(element, 'name');
  const classname = attribute(element, 'classname') ?? attribute(element, 'class');
  const failure = outcome.kind === 'fail' ? each(element, 'failure')[0] : undefined;
  const subject = own.property('assay.subject');
  const title = failure === undefined ? undefined : (attribute(failure, 'message') ?? textOf(failure));
  return {
    ...common(own, at),
    whole: element,
    fields: fieldsOf(own, new Map([...named('name', name), ...named('classname', classname), ...named('file', attribute(element, 'file'))])),
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

const STATES = ['status', 'result', 'outcome', 'state', 'success', 'executed', 'passed'];
const FAILED = ['failed', 'fail', 'failure'];
const PASSED = ['run', 'completed', 'passed', 'pass', 'success', 'successful', 'ok', 'true'];
/** Children that say how a test went, in the words of dialects that are not read: `warning`, `setupError`, `aborted`. */
const TELLING = ['fail', 'error', 'skip', 'abort', 'warn', 'incomplete', 'inconclusive', 'risky'];

/** Failed is what was shown to fail, whatever else went wrong beside it. An error, a skipped, disabled or flaky test shows nothing, and neither does a word that nobody knows. */
function outcomeOf(element: Node): Outcome {
  if (has(element, 'failure')) return { kind: 'fail' };
  const states = STATES.flatMap((name) => attribute(element, name) ?? []).map((state) => worded(state, 40).toLowerCase());
  if (!has(element, 'error') && states.some((state) => FAILED.includes(state))) return { kind: 'fail' };
  if (has(element, 'error')) return { kind: 'undecided', why: 'the test broke with an error, so it shows nothing' };
  if (has(element, 'skipped') || has(element, 'disabled') || has(element, 'ignored')) return { kind: 'undecided', why: 'the test was skipped' };
  const rerun = ['flakyFailure', 'flakyError', 'rerunFailure', 'rerunError'].find((name) => has(element, name));
  if (rerun !== undefined) return { kind: 'undecided', why: 'the test failed once and passed when it was run again' };
  const odd = states.find((state) => !PASSED.includes(state));
  if (odd !== undefined) return { kind: 'undecided', why: `the test is marked ${odd === '' ? 'with nothing' : odd}` };
  const child = Object.keys(element).find((name) => !name.startsWith('@') && TELLING.some((word) => name.slice(0, 100).toLowerCase().includes(word)));
  return child === undefined ? { kind: 'pass' } : { kind: 'undecided', why: `the test has a "${worded(child, 40)}", which Assay does not read` };
}

function common(within: Above, at: string): Pick<Item, 'at' | 'source' | 'mediaType' | 'momentAt' | 'observedAt'> {
  return {
    at,
    source: worded(within.names[0] ?? '', 200) || 'a test report',
    mediaType: 'application/xml',
    momentAt: 'testsuite timestamp',
    ...(within.timestamp === undefined ? {} : { observedAt: within.timestamp }),
  };
}

/** The outcome is no field: a mapping that could ask for it could choose the tests that passed and leave the others out. */
function fieldsOf(within: Above, own: ReadonlyMap<string, string> = new Map()): Fields {
  const suites = new Map([
    ['suite', within.names.at(-1) ?? ''],
    ['suites', within.path],
  ]);
  const get = (field: string) =>
    own.get(field) ?? suites.get(field) ?? (field.startsWith('property.') ? within.property(field.slice('property.'.length)) : undefined);
  return { get, has: (field) => get(field) !== undefined };
}

function named(field: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[field, value]];
}

function layered(own: ReadonlyMap<string, string>, above: Above['property']): Above['property'] {
  return own.size === 0 ? above : (name) => own.get(name) ?? above(name);
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
