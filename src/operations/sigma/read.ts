import type { Fault, Json } from '../../core/index.ts';
import type { LogSource } from '../event/model.ts';
import { aboutOf, isObject, type JsonObject, type Reading } from './about.ts';
import { correlationOf } from './correlation/read.ts';
import { documentsOf, type RuleDocument, type RuleText } from './document.ts';
import { sigmaFaults } from './faults.ts';
import type { About, Correlation, Filter, Rule, RuleSet } from './model.ts';
import { detectingOf, logSourceOf, type Placeholders } from './selection.ts';

export interface ReadOptions {
  /** What `expand` puts for `%name%`, by name. Without, a rule that needs it is left out with a fault, as the specification demands. */
  readonly placeholders?: Placeholders;
}

interface Found {
  readonly rules: Rule[];
  readonly correlations: Correlation[];
  readonly filters: Filter[];
  readonly faults: Fault[];
  readonly notes: Fault[];
}

/**
 * Reads files of rules, correlations and filters: YAML with any number of documents, or JSON. Never throws: what cannot be used is left out, and said in `faults` with
 * its place; what breaks the specification and hinders nothing is in `notes`. Filters are put into the rules that they name. The texts are whoever wrote them's.
 */
export function readRules(texts: Iterable<RuleText>, { placeholders = new Map() }: ReadOptions = {}): RuleSet {
  const found: Found = { rules: [], correlations: [], filters: [], faults: [], notes: [] };
  for (const text of texts) {
    const { documents, faults } = documentsOf(text);
    found.faults.push(...faults);
    for (const [document, root] of collected(documents, text.file, found.faults)) readDocument(document, root, placeholders, found);
  }
  return resolved(found);
}

function readDocument(document: RuleDocument, root: JsonObject, placeholders: Placeholders, found: Found): void {
  const reading: Reading = { document, root, faults: [], notes: [] };
  const kind = (['correlation', 'filter', 'detection'] as const).find((key) => root[key] !== undefined);
  if (kind === 'correlation') {
    const correlation = correlationOf(reading);
    if (correlation !== undefined && reading.faults.length === 0) found.correlations.push(correlation);
  } else if (kind === 'filter') {
    const filter = filterOf(reading, placeholders);
    if (filter !== undefined && reading.faults.length === 0) found.filters.push(filter);
  } else if (kind === 'detection') {
    const about = aboutOf(reading);
    const logSource = logSourceOf(reading);
    const detecting = detectingOf(reading, 'detection', placeholders);
    if (about !== undefined && logSource !== undefined && detecting !== undefined && reading.faults.length === 0)
      found.rules.push({ kind: 'rule', ...about, logSource, detecting, filters: [] });
  } else {
    const keys = Object.keys(root).join(', ').slice(0, 120);
    found.faults.push(
      sigmaFaults.fault('015', {
        message: 'the document is neither a rule, a correlation nor a filter',
        ...document.where([]),
        expected: 'one of detection, correlation, filter',
        found: keys === '' ? 'nothing' : keys,
        remedy: 'Write what it detects, or take the file out.',
      }),
    );
  }
  found.faults.push(...reading.faults);
  found.notes.push(...reading.notes);
}

function filterOf(reading: Reading, placeholders: Placeholders): Filter | undefined {
  const about = aboutOf(reading);
  const logSource = logSourceOf(reading);
  const detecting = detectingOf(reading, 'filter', placeholders);
  const value = reading.root['filter'];
  const rules = isObject(value) ? (typeof value['rules'] === 'string' ? [value['rules']] : value['rules']) : undefined;
  if (!Array.isArray(rules) || rules.length === 0 || !(rules as readonly Json[]).every((one) => typeof one === 'string')) {
    reading.faults.push(
      sigmaFaults.fault('003', {
        message: 'the filter names no rules',
        ...reading.document.where(['filter', 'rules']),
        expected: 'a list of ids or names under "rules", or "any"',
        remedy: 'Name the rules that it filters.',
      }),
    );
    return undefined;
  }
  if (about === undefined || logSource === undefined || detecting === undefined) return undefined;
  return { title: about.title, logSource, rules: rules as readonly string[], detecting, file: about.file, line: about.line };
}

/** Documents of Sigma 1's collections: `action: global` is put into those that follow, `reset` ends it, `repeat` is the one before with what is added. */
function* collected(documents: readonly RuleDocument[], file: string, faults: Fault[]): Generator<readonly [RuleDocument, JsonObject]> {
  let global: JsonObject = {};
  let previous: JsonObject = {};
  for (const document of documents) {
    if (!isObject(document.value)) {
      faults.push(
        sigmaFaults.fault('015', {
          message: `a document of ${file} is no map`,
          ...document.where([]),
          expected: 'a map with detection, correlation or filter',
          found: Array.isArray(document.value) ? 'a list' : typeof document.value,
          remedy: 'Take it out, or write a rule.',
        }),
      );
      continue;
    }
    const { action, ...own } = document.value;
    if (action === 'global') global = merged(global, own, 0);
    else if (action === 'reset') global = {};
    else {
      previous = merged(action === 'repeat' ? previous : global, own, 0);
      yield [document, previous];
    }
  }
}

function merged(base: JsonObject, over: JsonObject, depth: number): JsonObject {
  const out: { [key: string]: Json } = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = out[key];
    out[key] = isObject(below) && isObject(value) && depth < 100 ? merged(below, value, depth + 1) : value;
  }
  return out;
}

function resolved({ rules, correlations, filters, faults, notes }: Found): RuleSet {
  const known = new Map<string, Rule | Correlation>();
  const unique = <T extends Rule | Correlation>(all: readonly T[]): T[] =>
    all.filter((one) => {
      const twice = [one.id, one.name].find((key) => key !== undefined && known.has(key));
      if (twice !== undefined) {
        faults.push(
          refers('013', one, `"${twice}" is the id or name of another document`, known.get(twice)?.file ?? '', 'Give it one of its own; the first is used.'),
        );
        return false;
      }
      for (const key of [one.id, one.name]) if (key !== undefined) known.set(key, one);
      return true;
    });
  const ruleList = unique(rules);
  const counted = sound(unique(correlations), known, faults);
  const filtered = new Map<Rule, Filter[]>();
  const kept = filters.filter((filter) => {
    const lost = filter.rules.filter((name) => name !== 'any' && lookUp(known, name)?.kind !== 'rule');
    if (lost.length > 0)
      faults.push(
        refers(
          '012',
          filter,
          `the filter names ${lost.join(', ').slice(0, 300)}, and there is no such rule`,
          lost.join(', '),
          'Load the rule beside the filter, or take its name out.',
        ),
      );
    for (const rule of ruleList) {
      if (!filter.rules.some((name) => name === 'any' || lookUp(known, name) === rule)) continue;
      if (covers(filter.logSource, rule.logSource)) filtered.set(rule, [...(filtered.get(rule) ?? []), filter]);
      else if (!filter.rules.includes('any'))
        notes.push(
          refers(
            '012',
            filter,
            `the filter has another log source than "${rule.title.slice(0, 100)}", and is not applied to it`,
            rule.key,
            'Give the filter the log source of the rule.',
          ),
        );
    }
    return lost.length < filter.rules.length;
  });
  const done = ruleList.map((rule) => (filtered.has(rule) ? { ...rule, filters: (filtered.get(rule) ?? []).map(({ detecting }) => detecting) } : rule));
  return { rules: done, correlations: counted, filters: kept, faults, notes };
}

/** An id is compared without case, a name as it is. */
export function lookUp<T>(known: ReadonlyMap<string, T>, name: string): T | undefined {
  return known.get(name) ?? known.get(name.toLowerCase());
}

/** Whether everything that the wider source names is named alike by the other. */
function covers(wider: LogSource, narrower: LogSource): boolean {
  return (['product', 'category', 'service'] as const).every((key) => wider[key] === undefined || wider[key] === narrower[key]);
}

/** Correlations whose rules are all there, and that lead to no circle; taking one out may take out others that stand on it. */
function sound(correlations: readonly Correlation[], known: Map<string, Rule | Correlation>, faults: Fault[]): readonly Correlation[] {
  let left = [...correlations];
  for (;;) {
    const out = left.filter((one) => one.rules.some((name) => lookUp(known, name) === undefined));
    if (out.length === 0) break;
    for (const one of out) {
      const lost = one.rules.filter((name) => lookUp(known, name) === undefined).join(', ');
      faults.push(
        refers(
          '012',
          one,
          `the correlation names ${lost.slice(0, 300)}, and there is no such rule`,
          lost.slice(0, 300),
          'Load the rule beside the correlation.',
        ),
      );
    }
    for (const one of out) for (const key of [one.id, one.name]) if (key !== undefined) known.delete(key);
    left = left.filter((one) => !out.includes(one));
  }
  // What stands on rules alone is in order; then what stands on that; what is left over is in a circle or stands on one.
  const ordered = new Set<Correlation>();
  for (let size = -1; size !== ordered.size; ) {
    size = ordered.size;
    for (const one of left) {
      const ready = one.rules.every((name) => {
        const under = lookUp(known, name);
        return under?.kind === 'rule' || (under !== undefined && ordered.has(under as Correlation));
      });
      if (ready) ordered.add(one);
    }
  }
  for (const one of left) {
    if (!ordered.has(one))
      faults.push(
        refers('014', one, 'the correlation stands on itself, by way of those that it names', one.rules.join(', '), 'Take one step of the circle out.'),
      );
  }
  return [...ordered];
}

function refers(
  number: '012' | '013' | '014',
  { file, line, title }: Pick<About, 'file' | 'line' | 'title'>,
  message: string,
  found: string,
  remedy: string,
): Fault {
  return sigmaFaults.fault(number, { message: `${title.slice(0, 100)}: ${message}`, file, line, found, expected: 'rules that are among those loaded', remedy });
}
