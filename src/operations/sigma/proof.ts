import { Instant } from '../../core/index.ts';
import type { SecurityEvent } from '../event/model.ts';
import { type Format, readerOf } from '../intake/formats.ts';
import { Detector } from './detector.ts';
import { compile } from './engine.ts';
import type { Correlation, Rule, RuleSet } from './model.ts';
import type { Proof, ProofEntry } from './proof-read.ts';

/** Events of made tests begin here, one a second where the test says nothing else. */
const START = Date.UTC(2026, 0, 1);

export interface Proved {
  readonly says: string;
  readonly wanted: boolean;
  readonly raised: boolean;
  readonly events: number;
  /** Events that the reader refused, with why: a test that does not say what it means. */
  readonly rejected: readonly string[];
}

/** One case of a rule or a correlation: what it says is raised, held against what is. The other rules of the set are there for correlations to count. */
export function prove(subject: Rule | Correlation, set: Pick<RuleSet, 'rules' | 'correlations'>, proof: Proof): Proved {
  const { events, rejected } = eventsOf(proof);
  return { says: proof.says, wanted: proof.raises, raised: events.length > 0 && raisedBy(subject, set, events), events: events.length, rejected };
}

function raisedBy(subject: Rule | Correlation, set: Pick<RuleSet, 'rules' | 'correlations'>, events: readonly SecurityEvent[]): boolean {
  if (subject.kind === 'rule') {
    // A rule that is counted by a correlation is silent, and matches all the same.
    const engine = compile([subject]);
    return events.some((event) => engine.match(event).length > 0);
  }
  const detector = new Detector({ rules: set.rules, correlations: below(subject, set.correlations) });
  const found = [...events.flatMap((event) => detector.feed(event, 'proof')), ...detector.end()];
  return found.some(({ rule }) => rule === subject.key);
}

/** A correlation and those that it stands on; others would keep it silent. In the order of the set, where what is stood on comes first. */
function below(subject: Correlation, all: readonly Correlation[]): readonly Correlation[] {
  const wanted = new Set<Correlation>([subject]);
  for (const one of wanted)
    for (const name of one.rules) for (const other of all) if (other.key === name.toLowerCase() || other.name === name) wanted.add(other);
  return all.filter((one) => wanted.has(one));
}

/** The events of a case, read as intake reads them. */
function eventsOf({ format, path, entries }: Proof): { readonly events: readonly SecurityEvent[]; readonly rejected: readonly string[] } {
  const events: SecurityEvent[] = [];
  const rejected: string[] = [];
  const encoder = new TextEncoder();
  let clock = START;
  for (const entry of entries) {
    clock += entry.after;
    for (let n = 0; n < entry.times; n += 1) {
      const of = entry.format ?? format;
      const on = entry.path ?? path;
      const reader = readerOf(of, on === undefined ? {} : { path: on });
      const batches = [reader.feed(encoder.encode(`${lineOf(entry, of, n, Instant.of(clock))}\n`)), reader.end()];
      events.push(...batches.flatMap((batch) => batch.events));
      rejected.push(...batches.flatMap((batch) => batch.rejected).map(({ why, detail }) => (detail === undefined ? why : `${why}: ${detail}`)));
      clock += entry.every;
    }
  }
  return { events, rejected };
}

/** What a record is stamped by in each format, where the case gives none. */
const STAMPS: Partial<Record<Format, readonly [field: string, stamp: (at: Instant) => number | string]>> = {
  'zeek-json': ['ts', (at) => at / 1000],
  eve: ['timestamp', Instant.format],
  assay: ['at', Instant.format],
};

function lineOf({ event }: ProofEntry, format: Format, n: number, at: Instant): string {
  const made = filled(event, n, at);
  if (typeof made === 'string') return made;
  const stamp = STAMPS[format];
  return JSON.stringify(stamp === undefined ? made : { [stamp[0]]: stamp[1](at), ...(made as object) });
}

/** `{n}` is the number of the event within its entry, from 0, and `{time}` when it came. */
function filled(value: unknown, n: number, at: Instant): unknown {
  if (typeof value === 'string') return value.replaceAll('{n}', String(n)).replaceAll('{time}', Instant.format(at));
  if (Array.isArray(value)) return value.map((one: unknown) => filled(one, n, at));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, n, at)]));
}
