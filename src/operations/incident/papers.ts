import type { Instant } from '../../core/index.ts';
import type { Clock, Stage, Track } from '../duty/model.ts';
import { type Answer, draft, type Paper } from '../duty/paper.ts';
import type { Incident } from './model.ts';

/** Tracks by the format in which people name a law. */
export const TRACKS = {
  cra: ['exploited-vulnerability', 'severe-incident'],
  nis2: ['significant-incident'],
  gdpr: ['personal-data-breach'],
} as const satisfies Record<string, readonly Track[]>;

/**
 * A paper on an incident: what people said for its fields, and, where they said nothing, what stands in the record as it is. `product`: the service's name on the map. `undefined` where the track has no such stage.
 */
export function paperOf(
  incident: Incident,
  track: Track,
  stage: Stage,
  given: { readonly product: string; readonly clocks: readonly Clock[]; readonly at: Instant },
): Paper | undefined {
  const clock = given.clocks.find((one) => one.track === track && one.stage === stage)?.clock;
  const late = clock?.state === 'overdue' || (clock?.state === 'met' && clock.late);
  const answers = new Map<string, Answer>(recordedAnswers(incident, given.product));
  for (const one of incident.said) {
    if (one.track !== track) continue;
    const from = `${one.by}, entry ${one.seq}`;
    const text = one.text ?? '';
    answers.set(one.field, one.kind === 'said' ? { kind: 'said', text, from } : { kind: 'none', why: text, from });
  }
  return draft(track, stage, answers, given.at, late);
}

/** What the record answers by itself; no word of it is made up. */
function recordedAnswers(incident: Incident, product: string): readonly (readonly [string, Answer])[] {
  const entries = (seqs: readonly number[]) => `the record, ${seqs.length === 1 ? 'entry' : 'entries'} ${seqs.slice(0, 10).join(', ')}`;
  const found: (readonly [string, Answer])[] = [['product', { kind: 'said', text: product, from: 'the map' }]];
  const seen = entries(incident.evidence.map(({ seq }) => seq));
  const titles = incident.rules.map(({ title, techniques }) => (techniques.length === 0 ? title : `${title} (${techniques.join(', ')})`));
  if (titles.length > 0) found.push(['incident-nature', { kind: 'said', text: titles.join('; '), from: seen }]);
  if (incident.causeNames.length > 0) found.push(['indicators', { kind: 'said', text: incident.causeNames.slice(0, 100).join('; '), from: seen }]);
  const done = incident.actions.filter(({ outcome }) => outcome === 'done');
  const measures = done.map(({ call, playbook, run, text }) => text ?? call ?? playbook ?? run);
  if (measures.length > 0) {
    const from = entries(done.map(({ seq }) => seq));
    for (const field of ['measures-taken', 'mitigation']) found.push([field, { kind: 'said', text: measures.join('; '), from }]);
  }
  return found;
}
