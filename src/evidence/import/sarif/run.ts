import { certRule, certTaxon } from './cert.ts';
import type { Component, Descriptor, Notification, Reference, Result, Run } from './log.ts';

/** What a run showed by itself, before any result is looked at. `undefined`: it ran to its end and says which rules it applied. */
export function unproven(run: Run): string | undefined {
  const invocations = run.invocations ?? [];
  const failed = invocations.find((each) => each.executionSuccessful === false);
  const notes = invocations.flatMap((each) => [...(each.toolExecutionNotifications ?? []), ...(each.toolConfigurationNotifications ?? [])]);
  const error = notes.find((note) => isError(note, run));
  const said = error === undefined ? '' : `: ${error.message?.text ?? error.descriptor?.id ?? 'an error'}`;
  if (failed !== undefined) return `the tool says that it failed${said}`;
  if (error !== undefined) return `the tool reported an error of its own${said}`;
  if (invocations.some((each) => each.processStartFailureMessage !== undefined)) return 'the tool did not start';
  if (invocations.length === 0) return 'it has no invocation that says that the tool ran to its end';
  if (invocations.some((each) => each.executionSuccessful !== true)) return 'an invocation does not say whether the tool ran to its end';
  if (run.externalPropertyFileReferences?.results !== undefined) return 'its results are in another file';
  if (run.results === undefined) return 'it has no list of results, so the tool looked for none';
  if (appliedRules(run).length === 0) return 'the tool does not list the rules that it applied';
  return undefined;
}

function isError(note: Notification, run: Run): boolean {
  if (note.level !== undefined) return note.level === 'error';
  if (note.exception !== undefined) return true;
  if (note.descriptor === undefined) return false; // The default is `warning`.
  const known = lookUp(note.descriptor, componentOf(note.descriptor, run)?.notifications, undefined);
  // A kind of notification that the log does not explain may be an error.
  return known === undefined || known.defaultConfiguration?.level === 'error';
}

/** The rules that were on in every invocation: those that the tool lists, less those that are off by default or by configuration. */
export function appliedRules(run: Run): readonly Descriptor[] {
  const overrides = (run.invocations ?? []).flatMap((each) => each.ruleConfigurationOverrides ?? []);
  const off = new Set<Descriptor>();
  const on = new Set<Descriptor>();
  for (const { descriptor, configuration } of overrides) {
    const rule = lookUp(descriptor, componentOf(descriptor, run)?.rules, undefined);
    if (rule !== undefined && configuration?.enabled !== undefined) (configuration.enabled ? on : off).add(rule);
  }
  return components(run)
    .flatMap((each) => each.rules ?? [])
    .filter((rule) => !off.has(rule) && (on.has(rule) || rule.defaultConfiguration?.enabled !== false));
}

function components(run: Run): readonly Component[] {
  return [run.tool.driver, ...(run.tool.extensions ?? [])];
}

/** A reference without a tool component means the driver. */
function componentOf(reference: Reference, run: Run): Component | undefined {
  const named = reference.toolComponent;
  if (named === undefined || (named.index === undefined && named.guid === undefined && named.name === undefined)) return run.tool.driver;
  if (named.index !== undefined && named.index >= 0) return run.tool.extensions?.[named.index];
  return [...components(run), ...(run.taxonomies ?? [])].find((each) => (named.guid !== undefined && each.guid === named.guid) || each.name === named.name);
}

function lookUp(reference: Reference, list: readonly Descriptor[] | undefined, id: string | undefined): Descriptor | undefined {
  if (reference.index !== undefined && reference.index >= 0) return list?.[reference.index];
  const wanted = reference.id ?? id;
  // `CA1000/sub` is a finer reading of the rule `CA1000`.
  return list?.find(
    (each) => each.id === wanted || (wanted?.startsWith(`${each.id}/`) ?? false) || (reference.guid !== undefined && each.guid === reference.guid),
  );
}

export function ruleOf(result: Result, run: Run): Descriptor | undefined {
  const reference: Reference = {
    ...result.rule,
    index: result.rule?.index ?? result.ruleIndex,
    id: result.rule?.id ?? result.ruleId,
    guid: result.rule?.guid,
    toolComponent: result.rule?.toolComponent,
  };
  // By place first, since a log of many results and rules is otherwise gone through once for every pair.
  const placed = reference.index !== undefined && reference.index >= 0 ? lookUp(reference, componentOf(reference, run)?.rules, undefined) : undefined;
  return placed ?? rulesById(run).get(reference.id ?? '') ?? rulesById(run).get((reference.id ?? '').replace(/\/[^/]*$/, '')) ?? lookUpByGuid(reference, run);
}

const BY_ID = new WeakMap<Run, ReadonlyMap<string, Descriptor>>();

function rulesById(run: Run): ReadonlyMap<string, Descriptor> {
  const known = BY_ID.get(run);
  if (known !== undefined) return known;
  // The driver's rule counts where an extension has one of the same id.
  const made = new Map(
    components(run)
      .flatMap((each) => each.rules ?? [])
      .map((rule) => [rule.id, rule] as const)
      .toReversed(),
  );
  BY_ID.set(run, made);
  return made;
}

function lookUpByGuid({ guid }: Reference, run: Run): Descriptor | undefined {
  return guid === undefined
    ? undefined
    : components(run)
        .flatMap((each) => each.rules ?? [])
        .find((rule) => rule.guid === guid);
}

/** What a rule of the tool says of rules of CERT C: by its id, its name, its tags, and the taxa that it points to. */
export function certOfRule(rule: Descriptor, run: Run): readonly string[] {
  const words = [rule.id, rule.name, ...(rule.deprecatedIds ?? []), ...(rule.properties?.tags ?? [])];
  const taxa = (rule.relationships ?? []).map(({ target }) => taxonOf(target, run));
  return [...new Set([...words.map((word) => (word === undefined ? undefined : certRule(word))), ...taxa])].filter((id) => id !== undefined);
}

export function certOfResult(result: Result, run: Run): readonly string[] {
  const rule = ruleOf(result, run);
  const words = [result.ruleId, result.rule?.id, ...(result.properties?.tags ?? [])];
  const own = [...words.map((word) => (word === undefined ? undefined : certRule(word))), ...(result.taxa ?? []).map((taxon) => taxonOf(taxon, run))];
  return [...new Set([...own, ...(rule === undefined ? [] : certOfRule(rule, run))])].filter((id) => id !== undefined);
}

function taxonOf(reference: Reference, run: Run): string | undefined {
  const { toolComponent: named } = reference;
  const taxonomies = run.taxonomies ?? [];
  const taxonomy =
    (named?.index !== undefined && named.index >= 0 ? taxonomies[named.index] : undefined) ??
    taxonomies.find((each) => each.name === named?.name || (named?.guid !== undefined && each.guid === named.guid));
  const taxon = reference.id ?? lookUp(reference, taxonomy?.taxa, undefined)?.id;
  return taxon === undefined ? undefined : certTaxon(taxon, named?.name ?? taxonomy?.name);
}
