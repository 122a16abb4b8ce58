import { isCve } from '../advisory/classes.ts';
import { gravest } from '../advisory/cvss.ts';
import type { AdvisoryHead, Lookup } from '../advisory/lookup.ts';
import type { AffectedStatus } from '../advisory/model.ts';
import type { Finding, Said } from './model.ts';

/** What one row of the index said of a component. */
export interface Heard {
  readonly advisory: number;
  readonly status: AffectedStatus;
  readonly state: 'affected' | 'perhaps' | 'not-affected';
  readonly why: string;
  readonly fixed?: string;
  readonly by: string;
  /** The distribution's own record about its own package. */
  readonly own: boolean;
  /** Found by a name that may be another's. */
  readonly weak: boolean;
  /** Not in the record: drawn from a later version being the one that is fixed. */
  readonly drawn?: true;
}

interface Voice extends Said {
  readonly own: boolean;
  readonly weak: boolean;
  readonly head: AdvisoryHead;
}

/** The vulnerabilities of a component, each with everything that was said of it. What every source says it has not is not among them. */
export function findingsOf(heard: readonly Heard[], lookup: Lookup): readonly Finding[] {
  if (heard.every(({ state }) => state === 'not-affected')) return [];
  const by = new Map<string, Voice[]>();
  for (const each of oneByAdvisory(heard)) {
    const head = lookup.head(each.advisory);
    const voice = voiceOf(each, head);
    for (const vulnerability of head.vulnerabilities) by.set(vulnerability, [...(by.get(vulnerability) ?? []), voice]);
  }
  return [...by].flatMap(([vulnerability, voices]) => {
    const state = judged(voices);
    return voices.every((voice) => voice.state === 'not-affected') ? [] : [findingOf(vulnerability, voices, state, lookup)];
  });
}

/** Of several entries of one advisory the gravest speaks: each entry is another range, and being in one is enough. */
function oneByAdvisory(heard: readonly Heard[]): readonly Heard[] {
  const best = new Map<string, Heard>();
  const cleared = new Set(heard.filter(({ status, state }) => status === 'cleared' && state === 'affected').map(({ advisory }) => advisory));
  for (const each of heard) {
    if (each.drawn === true && cleared.has(each.advisory)) continue;
    const key = `${each.advisory} ${each.status === 'cleared' ? 'cleared' : ''}`;
    const known = best.get(key);
    if (known === undefined || GRAVITY[each.state] > GRAVITY[known.state] || (each.state === known.state && known.weak && !each.weak)) best.set(key, each);
  }
  return [...best.values()];
}

export const GRAVITY = { affected: 2, perhaps: 1, 'not-affected': 0 } as const;

function voiceOf(each: Heard, head: AdvisoryHead): Voice {
  const { own, weak, by, fixed } = each;
  const of = { advisory: head.id, source: head.source, by, own, weak, head };
  // A record that lists versions as fixed or not affected says nothing of others.
  if (each.status === 'cleared')
    return each.state === 'affected'
      ? { ...of, state: 'not-affected', why: 'the record lists the version as not affected or fixed' }
      : { ...of, state: 'not-affected', why: 'the record says nothing of this version' };
  if (each.status === 'open' && each.state === 'affected') return { ...of, state: 'perhaps', why: 'its source is still looking into it' };
  return { ...of, state: each.state, why: each.why, ...(fixed === undefined ? {} : { fixed }) };
}

/**
 * A distribution's word on its own package goes before upstream ranges. Else the strong voices decide: one that says `affected` where none says otherwise; where they
 * disagree it is `perhaps`, and so it is where only weak ones speak.
 */
function judged(voices: readonly Voice[]): Finding['state'] {
  // A record that says nothing of the version is no word on it.
  const own = voices.filter((voice) => voice.own && !silent(voice));
  if (own.length > 0) return gravestOf(own);
  const strong = voices.filter(({ weak }) => !weak);
  const yes = strong.some(({ state }) => state === 'affected');
  const no = strong.some((voice) => voice.state === 'not-affected' && !silent(voice));
  return yes && !no ? 'affected' : 'perhaps';
}

function silent({ why }: Voice): boolean {
  return why === 'the record says nothing of this version';
}

function gravestOf(voices: readonly Voice[]): Finding['state'] {
  return voices.reduce<Finding['state']>((worst, { state }) => (GRAVITY[state] > GRAVITY[worst] ? state : worst), 'not-affected');
}

function findingOf(vulnerability: string, voices: readonly Voice[], state: Finding['state'], lookup: Lookup): Finding {
  const aliases = [...new Set(voices.flatMap(({ head }) => [head.id, ...head.aliases]))].filter(
    (name) => name !== vulnerability && !(isCve(vulnerability) && isCve(name)),
  );
  const cvss = gravest(voices.filter((voice) => voice.state !== 'not-affected').flatMap(({ head }) => head.vectors));
  const cves = [vulnerability, ...aliases].filter(isCve);
  const exploited = cves.map((cve) => lookup.exploited(cve)).find((each) => each !== undefined);
  const likely = cves.map((cve) => lookup.likely(cve)).find((each) => each !== undefined);
  const spoken = voices.filter((voice) => !silent(voice));
  const fixed = voices.find((voice) => voice.fixed !== undefined && voice.own)?.fixed ?? voices.find((voice) => voice.fixed !== undefined)?.fixed;
  return {
    vulnerability,
    aliases: aliases.slice(0, 50),
    summary: voices.find(({ head }) => head.summary !== '')?.head.summary ?? '',
    state,
    said: spoken.map(({ own: _own, weak: _weak, head: _head, ...said }) => said),
    disagree: new Set(spoken.map((voice) => voice.state === 'not-affected')).size > 1,
    ...(cvss === undefined ? {} : { cvss }),
    ...(exploited === undefined ? {} : { exploited }),
    ...(likely === undefined ? {} : { likely }),
    ...(fixed === undefined ? {} : { fixed }),
    closings: [],
  };
}
