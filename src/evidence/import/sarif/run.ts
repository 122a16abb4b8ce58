import { certRule, certTaxon } from './cert.ts';
import type { Component, Descriptor, Invocation, Notification, Reference, Result, Run } from './log.ts';
import { outcomeOf } from './result.ts';

/** What a run showed by itself, before any result is looked at. `undefined`: it ran to its end and says which rules it applied. */
export function unproven(run: Run): string | undefined {
  const invocations = run.invocations ?? [];
  // A converter that failed may have left findings out, whatever the tool did.
  const converted = run.conversion?.invocation;
  const all = converted === undefined ? invocations : [...invocations, converted];
  const failed = all.find((each) => each.executionSuccessful === false);
  const notes = all.flatMap((each) => [...(each.toolExecutionNotifications ?? []), ...(each.toolConfigurationNotifications ?? [])]);
  const error = notes.find((note) => isError(note, run));
  const said = error === undefined ? '' : `: ${error.message?.text ?? error.descriptor?.id ?? 'an error'}`;
  if (failed !== undefined) return `${failed === converted ? 'the conversion' : 'the tool'} says that it failed${said}`;
  if (error !== undefined) return `the tool reported an error of its own${said}`;
  if (all.some((each) => each.processStartFailureMessage !== undefined)) return 'the tool did not start';
  if (all.some((each) => each.exitSignalName !== undefined || each.exitSignalNumber !== undefined)) return 'the tool was ended by a signal';
  if (invocations.length === 0) return 'it has no invocation that says that the tool ran to its end';
  if (all.some((each) => each.executionSuccessful !== true)) return 'an invocation does not say whether the tool ran to its end';
  const code = exitCodeOf(all, converted, run);
  if (code !== undefined) return `the tool exited with the code ${code} and no finding explains it`;
  const files = run.externalPropertyFileReferences;
  if (files?.results !== undefined || files?.invocations !== undefined) return 'its results are in another file';
  if (run.results === undefined) return 'it has no list of results, so the tool looked for none';
  if (appliedRules(run).length === 0) return 'the tool does not list the rules that it applied';
  return undefined;
}

/** An exit code other than 0 that nothing explains: many analysers exit so where they have findings, and all where something went wrong. A converter has none. */
function exitCodeOf(all: readonly Invocation[], converted: Invocation | undefined, run: Run): number | undefined {
  const found = (run.results ?? []).some((result) => outcomeOf(result).kind === 'fail');
  return all.find((each) => (each.exitCode ?? 0) !== 0 && (!found || each === converted))?.exitCode;
}

function isError(note: Notification, run: Run): boolean {
  if (note.level !== undefined) return note.level === 'error';
  if (note.exception !== undefined) return true;
  if (note.descriptor === undefined) return false; // The default is `warning`.
  const known = lookUp(note.descriptor, componentOf(note.descriptor, run)?.notifications);
  // A kind of notification that the log does not explain may be an error.
  return known === undefined || known.defaultConfiguration?.level === 'error';
}

/** The rules that were on in every invocation: those that the tool lists, less those that are off by default or by configuration. */
export function appliedRules(run: Run): readonly Descriptor[] {
  const overrides = (run.invocations ?? []).flatMap((each) => each.ruleConfigurationOverrides ?? []);
  const off = new Set<Descriptor>();
  const on = new Set<Descriptor>();
  for (const { descriptor, configuration } of overrides) {
    const rule = lookUp(descriptor, componentOf(descriptor, run)?.rules);
    if (rule !== undefined && configuration?.enabled !== undefined) (configuration.enabled ? on : off).add(rule);
  }
  return components(run)
    .flatMap((each) => each.rules ?? [])
    .filter((rule) => !off.has(rule) && (on.has(rule) || rule.defaultConfiguration?.enabled !== false));
}

const LEVELS = new WeakMap<Invocation, ReadonlyMap<Descriptor, 'error' | 'warning' | 'note' | 'none'>>();

/** The levels that an invocation set for rules, the last where it sets one twice (section 3.20.5). */
export function overriddenLevels(run: Run, invocation: Invocation): ReadonlyMap<Descriptor, 'error' | 'warning' | 'note' | 'none'> {
  return foldOnce(
    LEVELS,
    invocation,
    () =>
      new Map(
        (invocation.ruleConfigurationOverrides ?? []).flatMap(({ descriptor, configuration }) => {
          const rule = lookUp(descriptor, componentOf(descriptor, run)?.rules);
          return rule === undefined || configuration?.level === undefined ? [] : [[rule, configuration.level] as const];
        }),
      ),
  );
}

function components(run: Run): readonly Component[] {
  return [run.tool.driver, ...(run.tool.extensions ?? [])];
}

/** A reference without a tool component means the driver. */
function componentOf(reference: Reference, run: Run): Component | undefined {
  const named = reference.toolComponent;
  if (named === undefined || (named.index === undefined && named.guid === undefined && named.name === undefined)) return run.tool.driver;
  if (named.index !== undefined && named.index >= 0) return run.tool.extensions?.[named.index];
  const { byGuid, byName } = foldOnce(COMPONENTS, run, () => placesOf([...components(run), ...(run.taxonomies ?? [])], ({ name }) => name));
  return (named.guid === undefined ? undefined : byGuid.get(named.guid)) ?? (named.name === undefined ? undefined : byName.get(named.name));
}

/** A list by guid and by name, the first where several have one: a log of many references into long lists is else gone through once for every pair. */
interface Places<T> {
  readonly byGuid: ReadonlyMap<string, T>;
  readonly byName: ReadonlyMap<string, T>;
}

const COMPONENTS = new WeakMap<Run, Places<Component>>();
const TAXONOMIES = new WeakMap<Run, Places<Component>>();
const LISTS = new WeakMap<readonly Descriptor[], Places<Descriptor>>();
const RULES = new WeakMap<Run, Places<Descriptor>>();

function foldOnce<K extends object, V>(known: WeakMap<K, V>, key: K, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}

function placesOf<T extends { readonly guid?: string | undefined }>(list: readonly T[], nameOf: (each: T) => string): Places<T> {
  const [byGuid, byName] = [new Map<string, T>(), new Map<string, T>()];
  for (const each of list) {
    if (each.guid !== undefined && !byGuid.has(each.guid)) byGuid.set(each.guid, each);
    if (!byName.has(nameOf(each))) byName.set(nameOf(each), each);
  }
  return { byGuid, byName };
}

function lookUp(reference: Reference, list: readonly Descriptor[] | undefined): Descriptor | undefined {
  if (reference.index !== undefined && reference.index >= 0) return list?.[reference.index];
  return list === undefined
    ? undefined
    : named(
        reference,
        foldOnce(LISTS, list, () => placesOf(list, ({ id }) => id)),
      );
}

const LONGEST_ID = 1000;

function named({ id, guid }: Reference, { byGuid, byName }: Places<Descriptor>): Descriptor | undefined {
  const whole = id === undefined ? undefined : byName.get(id);
  if (whole !== undefined) return whole;
  // `CA1000/sub` is a finer reading of the rule `CA1000`.
  for (let part = (id ?? '').length > LONGEST_ID ? '' : (id ?? ''); part.includes('/'); ) {
    part = part.slice(0, part.lastIndexOf('/'));
    const wider = byName.get(part);
    if (wider !== undefined) return wider;
  }
  return guid === undefined ? undefined : byGuid.get(guid);
}

export function ruleOf(result: Result, run: Run): Descriptor | undefined {
  const reference: Reference = {
    ...result.rule,
    index: result.rule?.index ?? result.ruleIndex,
    id: result.rule?.id ?? result.ruleId,
    guid: result.rule?.guid,
    toolComponent: result.rule?.toolComponent,
  };
  const placed = reference.index !== undefined && reference.index >= 0 ? lookUp(reference, componentOf(reference, run)?.rules) : undefined;
  // The driver's rule counts where an extension has one of the same id.
  const rules = () =>
    placesOf(
      components(run).flatMap((each) => each.rules ?? []),
      ({ id }) => id,
    );
  return placed ?? named(reference, foldOnce(RULES, run, rules));
}

const CERT = new WeakMap<Descriptor, readonly string[]>();

/** What a rule of the tool says of rules of CERT C: by its id, its name, its tags, and the taxa that it points to. */
export function certOfRule(rule: Descriptor, run: Run): readonly string[] {
  return foldOnce(CERT, rule, () => {
    const words = [rule.id, rule.name, ...(rule.deprecatedIds ?? []), ...(rule.properties?.tags ?? [])];
    const taxa = (rule.relationships ?? []).map(({ target }) => taxonOf(target, run));
    return certOf(words, taxa);
  });
}

export function certOfResult(result: Result, run: Run): readonly string[] {
  const rule = ruleOf(result, run);
  const words = [result.ruleId, result.rule?.id, ...(result.properties?.tags ?? [])];
  const own = certOf(
    words,
    (result.taxa ?? []).map((taxon) => taxonOf(taxon, run)),
  );
  return rule === undefined ? own : [...new Set([...own, ...certOfRule(rule, run)])];
}

function certOf(words: readonly (string | undefined)[], taxa: readonly (string | undefined)[]): readonly string[] {
  return [...new Set([...words.map((word) => (word === undefined ? undefined : certRule(word))), ...taxa])].filter((id) => id !== undefined);
}

function taxonOf(reference: Reference, run: Run): string | undefined {
  const { toolComponent: of } = reference;
  const { byGuid, byName } = foldOnce(TAXONOMIES, run, () => placesOf(run.taxonomies ?? [], ({ name }) => name));
  const taxonomy =
    (of?.index !== undefined && of.index >= 0 ? run.taxonomies?.[of.index] : undefined) ??
    (of?.name === undefined ? undefined : byName.get(of.name)) ??
    (of?.guid === undefined ? undefined : byGuid.get(of.guid));
  const taxon = reference.id ?? lookUp(reference, taxonomy?.taxa)?.id;
  return taxon === undefined ? undefined : certTaxon(taxon, of?.name ?? taxonomy?.name);
}
