import { LIMITS } from '../limits.ts';
import type { AttackStory, Report } from '../model.ts';
import { type Markup, markup } from './markup.ts';

/** Where a link may go: only to what this page prints, so that none of them is dead. */
export interface Anchors {
  /** The id of a thing's place on the page, or `undefined` where it is not printed. */
  readonly of: (kind: Kind, ...key: readonly string[]) => string | undefined;
  /** The number and place of a story that has been given a place. */
  readonly story: (story: AttackStory) => { readonly number: number; readonly id: string } | undefined;
  readonly titleOf: (control: string) => string;
  readonly goalTitle: (state: string) => string;
}

export type Kind = 'entry' | 'control' | 'goal' | 'requirement' | 'gap';

/** An id for foreign text: one text, one id, whatever is in it. */
export function anchorId(kind: string, ...key: readonly string[]): string {
  const safe = key.map((part) => part.replace(/[^A-Za-z0-9.-]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`));
  return [kind, ...safe].join(kind === 'entry' ? '-' : ':');
}

export function storyKey(story: AttackStory): string {
  return JSON.stringify(story);
}

/** The stories that the page tells in full: each different one once, in the order of the goals. */
export function toldStories(report: Report): ReadonlyMap<string, { readonly number: number; readonly story: AttackStory; readonly goals: readonly string[] }> {
  const told = new Map<string, { number: number; story: AttackStory; goals: string[] }>();
  for (const goal of report.goals) {
    if (goal.cheapest === undefined) continue;
    const key = storyKey(goal.cheapest);
    const known = told.get(key);
    if (known === undefined) told.set(key, { number: told.size + 1, story: goal.cheapest, goals: [goal.state] });
    else known.goals.push(goal.state);
  }
  return new Map([...told].slice(0, LIMITS.stories));
}

export function anchorsOf(report: Report): Anchors {
  const ids = new Set<string>();
  const add = (kind: Kind, ...key: readonly string[]) => ids.add(anchorId(kind, ...key));
  for (const entry of printedEvidence(report)) add('entry', String(entry.seq));
  for (const control of report.controls.slice(0, LIMITS.controls)) add('control', control.id);
  for (const goal of report.goals.slice(0, LIMITS.goals)) add('goal', goal.state);
  for (const standard of report.standards)
    for (const requirement of standard.requirements.slice(0, LIMITS.requirements)) add('requirement', standard.id, requirement.id);
  for (const gap of report.gaps.slice(0, LIMITS.gaps)) add('gap', gap.standard, gap.requirement);
  const stories = toldStories(report);
  const titles = new Map(report.controls.map((control) => [control.id, control.title]));
  const goals = new Map(report.goals.map((goal) => [goal.state, goal.title]));
  return {
    of: (kind, ...key) => {
      const id = anchorId(kind, ...key);
      return ids.has(id) ? id : undefined;
    },
    story: (story) => {
      const told = stories.get(storyKey(story));
      return told === undefined ? undefined : { number: told.number, id: `story-${told.number}` };
    },
    titleOf: (control) => titles.get(control) ?? control,
    goalTitle: (state) => goals.get(state) ?? state,
  };
}

/** The evidence that is printed: all of it, or where that is too much, what the gaps and the attacks rest on first. */
export function printedEvidence(report: Report): Report['evidence'] {
  if (report.evidence.length <= LIMITS.evidence) return report.evidence;
  const cited = new Set([
    ...report.goals.flatMap((goal) => goal.cheapest?.hops.flatMap((hop) => hop.evidence) ?? []),
    ...report.gaps.flatMap((gap) => gap.why.flatMap((why) => why.evidence)),
  ]);
  const kept = new Set(
    [...report.evidence.filter((one) => cited.has(one.seq)), ...report.evidence.filter((one) => !cited.has(one.seq))].slice(0, LIMITS.evidence),
  );
  return report.evidence.filter((one) => kept.has(one));
}

/** A link where there is a place to go to, else the text alone. */
export function linked(id: string | undefined, text: Markup | string): Markup {
  return id === undefined ? markup`${text}` : markup`<a href="#${id}">${text}</a>`;
}

/** An `id` attribute, for the first of those that would have it: ids are unique even where the input repeats itself. */
export function once(): (id: string | undefined) => Markup {
  const used = new Set<string>();
  return (id) => {
    if (id === undefined || used.has(id)) return markup``;
    used.add(id);
    return markup` id="${id}"`;
  };
}

/** Ledger entries as links into the annex: `#12, #15`. */
export function entries(anchors: Anchors, seqs: readonly number[]): Markup {
  const shown = seqs.slice(0, LIMITS.entriesBeside);
  const links = shown.map((seq, i) => markup`${i === 0 ? '' : ' '}${linked(anchors.of('entry', String(seq)), `#${seq}`)}`);
  const left = seqs.length - shown.length;
  return markup`<span class="seq">${links}${left > 0 ? ` and ${left} more` : ''}</span>`;
}
