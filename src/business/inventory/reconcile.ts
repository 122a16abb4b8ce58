import { Duration, Instant } from '../../core/index.ts';
import type { Withheld } from '../../evidence/import/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { MissingLink } from './missing.ts';
import type { UndeclaredPort } from './ports.ts';
import type { Unmapped } from './unmapped.ts';
import { abilityOf } from './unmapped.ts';
import type { Inventory } from './view.ts';

// What the inventory says of itself, as evidence. It is stated of all that is known, and not of one report: what another source showed yesterday and the
// map does not have is unexplained today too.

const RECONCILED = 'service.inventory-reconciled';
const UNMAPPED = 'service.unmapped-systems';
/** As the claims are declared. */
const VALID = Duration.days(30);
const MOST_REFS = 50;

export interface Reconciling {
  readonly evidence: readonly Evidence[];
  /** Why nothing good was said although nothing unexplained was found. */
  readonly withheld: readonly Withheld[];
}

/**
 * Compares what discoveries show with the map, at the moment of the import that `raw` cites. A failure is stated as soon as one thing is unexplained; agreement
 * only where every scope that the operator declares to be the inventory has a look that covers it and is new enough, every source is on time and none lacks most
 * of what it had, and for no longer than the scope that was left longest may be relied on.
 * Names of people and of what is theirs are in neither: kinds and counts are.
 */
export function reconcile(inventory: Inventory, map: ServiceMap, raw: Evidence['raw'], now: Instant): Reconciling {
  const { unmapped, missingLinks, undeclaredPorts, sources } = inventory;
  const subject = map.service.id;
  const observedAt = Instant.format(Instant.of(Math.floor(now / 1000) * 1000));
  const kinds = [...new Set(sources.map(({ format }) => format))].sort().join(', ');
  const state = (claim: string, value: boolean | number, validFor: string, finding?: Evidence['finding']): Evidence => ({
    subject,
    claim,
    value,
    observedAt,
    validFor,
    source: `Assay, the map against what ${sources.length} ${sources.length === 1 ? 'source' : 'sources'} discovered (${kinds})`.slice(0, 300),
    method: 'import',
    ...(finding === undefined ? {} : { finding }),
    raw,
  });
  const finding = worst(unmapped, missingLinks, undeclaredPorts);
  const failing = [
    ...(finding === undefined ? [] : [state(RECONCILED, false, 'P30D', finding)]),
    ...(unmapped.length === 0 ? [] : [state(UNMAPPED, unmapped.length, 'P30D', finding)]),
  ];
  const left = Math.min(
    ...sources.flatMap(({ oldestCovering }) => (oldestCovering === undefined ? [] : [Instant.parse(oldestCovering) + VALID - now])),
    ...inventory.declared.map(({ coveredAt, every }) => (coveredAt === undefined ? 0 : Instant.parse(coveredAt) + every - now)),
  );
  const why = incomplete(inventory) ?? (left < 60_000 ? 'a scope was last covered longer ago than may be relied on' : undefined);
  const good = [...(finding === undefined ? [[RECONCILED, true] as const] : []), ...(unmapped.length === 0 ? [[UNMAPPED, 0] as const] : [])];
  return why === undefined
    ? { evidence: [...failing, ...good.map(([claim, value]) => state(claim, value, durationText(left)))], withheld: [] }
    : { evidence: failing, withheld: good.map(([claim]) => ({ subject, claim, why })) };
}

function incomplete({ sources, declared }: Inventory): string | undefined {
  if (sources.length === 0) return 'nothing was discovered';
  if (declared.length === 0)
    return 'joins.yaml does not declare which sources and scopes make up the inventory; assay business inventory --suggest prints those that were seen, as sources:';
  for (const { source, format, state, uncovered, shrunk, unreadable, saysItsScopes } of sources) {
    const name = source.includes('@') ? format : source;
    const [less] = shrunk;
    if (less !== undefined) {
      const where = less.scope.includes('@') ? 'a scope' : less.scope;
      return `${name} shows ${less.found} things of ${where}, where ${less.before} were known: where that is so, declare as many with least: in joins.yaml`;
    }
    if (state === 'late' || state === 'silent') return `${name} is ${state}`;
    // A source that never says what it covered is no ground to stand on, and what it shows counts all the same.
    if (!saysItsScopes && Object.keys(unreadable).length > 0) return `the newest discovery of ${name} can no longer be read`;
    if (uncovered.length > 0) return `${name} could not look at ${uncovered.length} ${uncovered.length === 1 ? 'scope' : 'scopes'}`;
  }
  for (const { format, scope, state, coveredAt } of declared) {
    const name = scope.includes('@') ? 'a scope' : scope;
    if (state === 'never') return `no look of ${format} covered ${name}, which joins.yaml declares`;
    if (state === 'late') return `${format} covered ${name} last on ${coveredAt?.slice(0, 10) ?? ''}, which is longer ago than joins.yaml declares`;
  }
  return undefined;
}

function worst(unmapped: readonly Unmapped[], missing: readonly MissingLink[], ports: readonly UndeclaredPort[]): Evidence['finding'] {
  const [thing] = unmapped;
  if (thing !== undefined) {
    const all = Map.groupBy(unmapped, ({ kind, can }) => `${kind} that ${can[0] ?? ''}`);
    return {
      id: `unmapped-${thing.kind}`,
      title: `${article(thing)} that ${thing.can[0] ?? 'has power over the map'} is not on the map`.slice(0, 500),
      severity: thing.weight,
      refs: [...all].slice(0, MOST_REFS).map(([words, { length }]) => `${length} × ${words}`.slice(0, 500)),
    };
  }
  const [link] = missing;
  if (link === undefined) return worstPort(ports);
  return {
    id: `missing-link-${link.from}-${link.to}`.slice(0, 200),
    title: `${link.from} can ${abilityOf(link.power).words} ${link.to}, and the map has no such link`,
    severity: abilityOf(link.power).changes ? 'high' : 'low',
    refs: missing.slice(0, MOST_REFS).map(({ from, to, type }) => `${from} ${type} ${to}`),
  };
}

function worstPort(ports: readonly UndeclaredPort[]): Evidence['finding'] {
  const [port] = ports;
  if (port === undefined) return undefined;
  const words = ({ part, port: number, protocol }: UndeclaredPort) => `${number}/${protocol} open at ${part}`;
  return {
    id: `open-port-${port.part}-${port.port}`.slice(0, 200),
    title: `${words(port)}, and the map has no such interface`,
    severity: 'medium',
    refs: ports.slice(0, MOST_REFS).map(words),
  };
}

/** With its name where that is about nobody. */
function article({ kind, name, personal }: Unmapped): string {
  const one = `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind.replace('-', ' ')}`;
  return personal || name.includes('@') || name === '' ? one : `${one} ("${name.slice(0, 100).toWellFormed()}")`;
}

/** ISO 8601 to the minute, downwards. `millis`: at most a few years. */
function durationText(millis: number): string {
  const minutes = Math.floor(Math.min(millis, VALID) / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const time = `${hours === 0 ? '' : `${hours}H`}${rest === 0 ? '' : `${rest}M`}`;
  return `P${days === 0 ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`;
}
