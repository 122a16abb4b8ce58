import type { Entering, Intake } from '../assurance/intake/index.ts';
import type { Entered } from '../business/import/entered.ts';
import { type BusinessImported, type Outcome as CheckOutcome, OUTCOMES } from '../business/import/model.ts';
import type { JoinBy } from '../business/inventory/join.ts';
import type { Discovery } from '../business/inventory/model.ts';
import type { Inventory, InventoryThing } from '../business/inventory/view.ts';
import { Instant } from '../core/index.ts';
import { portsText } from './business-inventory-text.ts';
import type { Outcome } from './command.ts';
import { described, section } from './evidence-import.ts';
import { counted, table } from './table.ts';

interface Told {
  readonly dryRun: boolean;
  readonly recorded: number;
  readonly first?: number;
  readonly last?: number;
}

type Outcomes = NonNullable<BusinessImported['outcomes']>;

/** What an import of office tools' reports came to, for a person and as JSON. Names of people are in neither; `business inventory` shows them. */
export function importOutcome({ sources, batch }: Intake, entering: Entering, entered: Entered, told: Told): Outcome {
  const files = sources.map(({ file, digest, imported }) => ({ file, digest, ...withoutDiscovery(imported), withheld: imported.withheld ?? [] }));
  const outcomes = summed(files.flatMap((each) => (each.outcomes === undefined ? [] : [each.outcomes])));
  const discovered = entered.discovered.map((one) => ({ file: one.file, digest: one.digest, ...summaryOf(one.discovery, entered.inventory) }));
  const own = (format: string, source: string) => entered.discovered.some(({ discovery }) => discovery.format === format && discovery.source === source);
  const ids = new Map((entered.inventory?.things ?? []).filter(({ format, source }) => own(format, source)).map((thing) => [thing.id, thing]));
  const unmapped = (entered.inventory?.unmapped ?? []).filter(({ thing }) => ids.has(thing));
  const missingLinks = entered.inventory?.missingLinks ?? [];
  const undeclaredPorts = entered.inventory?.undeclaredPorts ?? [];
  const discovering = new Set(entered.discovered.map(({ file }) => file));
  const short =
    [batch.contradicted, entering.outdated, entering.othersStand, entered.withheld].some((list) => list.length > 0) ||
    files.some(
      (each) =>
        (each.evidence.length === 0 && !discovering.has(each.file) && each.compared !== true) || each.withheld.length > 0 || each.unknownSubjects.length > 0,
    );
  const known = entering.known === 0 ? '' : `; ${counted(entering.known, 'statement')} already known`;
  const also = entered.taken.length === 0 ? '' : ` and ${counted(entered.taken.length, 'discovery', 'discoveries')}`;
  const entries = told.first === undefined ? '' : ` as entries ${told.first} to ${told.last}`;
  const held = ({ source, claim, subject, why }: { readonly source: string; readonly claim: string; readonly subject: string; readonly why: string }) =>
    `${claim} of ${subject} by ${source}: ${why}`;
  return {
    json: {
      ...told,
      alreadyKnown: entering.known,
      outdated: entering.outdated,
      othersStand: entering.othersStand,
      contradicted: batch.contradicted,
      carried: files.reduce((sum, each) => sum + each.carried, 0),
      items: files.reduce((sum, each) => sum + each.items, 0),
      mapped: files.flatMap((each) => each.mapped),
      lost: files.flatMap((each) => each.lost),
      outcomes,
      discovered,
      // Kinds, and names only of what is nobody's.
      unmapped: unmapped.map(({ name, ...one }) => (one.personal ? one : { ...one, name })),
      missingLinks,
      undeclaredPorts,
      inventory: { evidence: entered.evidence, withheld: entered.withheld },
      files,
    },
    text: [
      ...files.flatMap((each) => [...described(deciding(each)), ...checksText(each), ...outcomesText(each.outcomes ?? {})]),
      ...discovered.flatMap(discoveredText),
      ...section(
        'Not on the map, with power over it',
        unmapped,
        (one) => `${one.weight}: ${named(one)} ${one.can.join(', ')}${one.unclear === undefined ? '' : ` (${one.unclear})`}`,
      ),
      ...section('Powers that the map does not have', missingLinks, ({ from, type, to, source }) => `${from} ${type} ${to}, by ${source}`),
      ...portsText(undeclaredPorts),
      ...section('Not said of the inventory', entered.withheld, ({ claim, subject, why }) => `${claim} of ${subject}: ${why}`),
      ...section(
        'Said of the inventory',
        entered.evidence,
        ({ claim, subject, value, finding }) => `${claim} of ${subject} is ${JSON.stringify(value)}${finding === undefined ? '' : `: ${finding.title}`}`,
      ),
      ...section('Not recorded, since sources of this import disagree', batch.contradicted, held),
      ...section('Not recorded again, although a failure was recorded since', entering.outdated, held),
      ...section('Not recorded, since what another tool found stands', entering.othersStand, held),
      told.dryRun
        ? `Would record ${counted(told.recorded, 'statement')}${also}${known}. Nothing was recorded.`
        : `Recorded ${counted(told.recorded, 'statement')}${also}${entries}${known}.`,
    ].join('\n'),
    code: short ? 1 : 0,
  };
}

function withoutDiscovery(imported: BusinessImported): Omit<BusinessImported, 'discovered'> {
  const { discovered: _, ...rest } = imported;
  return rest;
}

function summed(all: readonly Outcomes[]): Outcomes {
  const total = new Map<string, Record<CheckOutcome, number>>();
  for (const outcomes of all)
    for (const [subject, each] of Object.entries(outcomes)) {
      const sum = total.get(subject) ?? zero();
      total.set(subject, sum);
      for (const outcome of OUTCOMES) sum[outcome] += each[outcome];
    }
  return Object.fromEntries(total);
}

function zero(): Record<CheckOutcome, number> {
  return { pass: 0, fail: 0, warning: 0, 'not-applicable': 0, error: 0, 'not-scanned': 0 };
}

/** Results of single checks decide nothing, and there are many: the table of outcomes counts them. */
const SINGLE = 'baseline.result';

function deciding<T extends BusinessImported>(imported: T): T {
  return { ...imported, evidence: imported.evidence.filter(({ claim }) => claim !== SINGLE) };
}

function checksText({ evidence }: BusinessImported): readonly string[] {
  const results = evidence.filter(({ claim }) => claim === SINGLE).length;
  return results === 0 ? [] : [`${counted(results, 'further statement')} of single checks (${SINGLE}); --json lists them`, ''];
}

function outcomesText(outcomes: Outcomes): readonly string[] {
  const rows = Object.entries(outcomes);
  if (rows.length === 0) return [];
  const [total = zero()] = Object.values(summed(rows.map(([, each]) => ({ total: each }))));
  const row = (name: string, each: Readonly<Record<CheckOutcome, number>>) => [
    name,
    ...OUTCOMES.map((outcome) => each[outcome]),
    OUTCOMES.reduce((sum, outcome) => sum + each[outcome], 0),
  ];
  return [
    table(['checks of', 'pass', 'fail', 'warning', 'n.a.', 'error', 'not scanned', 'all'], [...rows.map(([name, each]) => row(name, each)), row('all', total)]),
    '',
  ];
}

const BY: Readonly<Record<JoinBy, string>> = { rule: 'by rules', name: 'by name', only: 'as the only one of their kind', within: 'as pieces of a part' };

function summaryOf(discovery: Discovery, inventory: Inventory | undefined) {
  const { format, source, observedAt, scopes, uncovered = [], ifWhole = [] } = discovery;
  const newest = inventory?.sources.find((one) => one.format === format && one.source === source && Instant.parse(one.lastLook) === Instant.parse(observedAt));
  const covered = newest?.covered ?? scopes;
  const keys = new Set(discovery.things.map(({ key }) => key));
  const things = (inventory?.things ?? []).filter((one) => one.format === format && one.source === source && keys.has(one.key));
  const gone = (inventory?.things ?? []).filter(
    (one) => one.format === format && one.goneBy === source && one.goneSince !== undefined && Instant.parse(one.goneSince) === Instant.parse(observedAt),
  );
  return {
    format,
    source,
    observedAt,
    scopes: covered.length,
    ifWhole: ifWhole.filter((scope) => !covered.includes(scope)).length,
    uncovered: uncovered.length,
    things: count(discovery.things.map(({ kind }) => kind)),
    relations: count(discovery.relations.map(({ power }) => power)),
    joins: count(things.map(({ join }) => (join.to === 'part' ? join.by : join.to))),
    joined: things.flatMap(({ id, kind, name, personal, join }) =>
      join.to === 'part' && join.by !== 'within'
        ? [{ thing: id, kind, ...(personal ? {} : { name }), part: join.part, by: join.by, why: personal && join.by === 'name' ? BY.name : join.why }]
        : [],
    ),
    unclear: things.flatMap(({ id, kind, join }) => (join.to === 'unclear' ? [{ thing: id, kind, parts: join.parts, why: join.why }] : [])),
    gone: gone.length,
  };
}

function discoveredText(one: ReturnType<typeof summaryOf>): readonly string[] {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([word, n]) => `${n} ${word}`)
      .join(', ');
  const all = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, n) => sum + n, 0);
  const by = Object.entries(BY).flatMap(([word, words]) => (one.joins[word] === undefined ? [] : [`${one.joins[word]} ${words}`]));
  return [
    `Discovered by ${one.source} at ${one.observedAt}: ${counted(all(one.things), 'thing')}${all(one.things) === 0 ? '' : ` (${list(one.things)})`}, ${counted(all(one.relations), 'relation')}`,
    `  covered ${one.scopes > 0 ? counted(one.scopes, 'scope') : one.ifWhole > 0 ? `${counted(one.ifWhole, 'scope')} if nothing was filtered out (--whole, or whole: in joins.yaml)` : 'it does not say what'}${one.uncovered === 0 ? '' : `; could not look at ${one.uncovered}`}; ${counted(one.gone, 'thing')} gone since the look before`,
    `  joined: ${by.length === 0 ? 'none' : by.join(', ')}; left by rules: ${one.joins['left'] ?? 0}; unclear: ${one.joins['unclear'] ?? 0}; not joined: ${one.joins['nothing'] ?? 0}`,
    '',
    ...section('Joined', one.joined, ({ kind, name, part, why }) => `${kind}${name === undefined ? '' : ` "${name}"`} is ${part}: ${why}`),
    ...section('Unclear', one.unclear, ({ kind, thing, why }) => `${kind} ${thing}: ${why}`),
  ];
}

function count(words: readonly string[]): Readonly<Record<string, number>> {
  const found = new Map<string, number>();
  for (const word of words) found.set(word, (found.get(word) ?? 0) + 1);
  return Object.fromEntries([...found].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

/** A thing as output may have it that is kept by others: by name where the name is nobody's. */
function named({
  kind,
  name,
  personal,
  thing,
}: {
  readonly kind: string;
  readonly name: string;
  readonly personal: boolean;
  readonly thing: InventoryThing['id'];
}): string {
  return personal ? `${kind} ${thing}` : `${kind} "${name}"`;
}
