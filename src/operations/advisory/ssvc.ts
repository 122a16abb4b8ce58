import { DECISIONS } from './data/decisions.ts';
import { type Foreign, field, itemsOf, textOf } from './finding.ts';
import { moment, some, uri } from './format.ts';
import { list, oneOf, record, text } from './shape.ts';
import { readVersion } from './version.ts';

// Lists of selections of SSVC 2.0.0 (CERT/CC).

const key = text((value) => /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9_]*[a-zA-Z0-9])?|T\*)$/.test(value), 'a key of letters and digits');
const named = text((value) => value.length >= 3 && value.length <= 1000 && /^[a-z][a-z0-9_.#-]*(?:\/[A-Za-z0-9.#$-]*)*$/.test(value), 'a namespace of SSVC');
const semantic = text((value) => readVersion(value)?.kind === 'semantic', 'a semantic version');
const said = record({
  'uri!': uri,
  'summary!': (value, at, found) => void (typeof value !== 'string' && found.push({ test: 'schema', path: at, message: 'has to be a text' })),
});

export const ssvcShape = record({
  'timestamp!': moment,
  'schemaVersion!': oneOf('2.0.0'),
  target_ids: list(some, { unique: true }),
  'selections!': list(
    record({
      'namespace!': named,
      'key!': key,
      'version!': semantic,
      name: some,
      definition: some,
      'values!': list(record({ 'key!': key, name: some, definition: some })),
    }),
  ),
  decision_point_resources: list(said),
  references: list(said),
});

let read: ReadonlyMap<string, readonly string[]> | undefined;
const spaces = new Set<string>();

function points(): ReadonlyMap<string, readonly string[]> {
  read ??= new Map(
    DECISIONS.split('\n').map((line) => {
      const [namespace, name, version, ...values] = line.split(' ') as [string, string, string, ...string[]];
      spaces.add(namespace);
      return [`${namespace} ${name} ${version}`, values] as const;
    }),
  );
  return read;
}

/** Clause 6.1.48: why a selection is of no point of decision that its namespace has; undefined where it is one, or where nobody registered the namespace. */
export function faultOfDecision(selection: Foreign): string | undefined {
  const known = points();
  const [namespace, name, version] = [textOf(field(selection, 'namespace')), textOf(field(selection, 'key')), textOf(field(selection, 'version'))];
  if (namespace === undefined || name === undefined || version === undefined) return undefined;
  // What stands after the first stroke extends the base: it may take values away, and neither adds one nor changes their order.
  const slash = namespace.indexOf('/');
  const base = slash < 0 ? namespace : namespace.slice(0, slash);
  if (base === 'invalid') return 'the namespace "invalid" is kept for what does not hold';
  if (base.startsWith('x_') || !spaces.has(base)) return undefined;
  const values = known.get(`${base} ${name} ${version}`);
  if (values === undefined) return `${base} has no point of decision ${JSON.stringify(name)} of version ${version}`;
  let last = -1;
  for (const item of itemsOf(field(selection, 'values'))) {
    const value = textOf(field(item, 'key'));
    if (value === undefined) continue;
    const at = values.indexOf(value);
    if (at < 0) return `${base} ${name} has no value ${JSON.stringify(value)}`;
    if (at <= last) return `the values of ${base} ${name} are in the order ${values.join(', ')}`;
    last = at;
  }
  return undefined;
}
