import { Instant, Refused } from '../../core/index.ts';
import { insidersIn } from '../../development/insider/edge/kept.ts';
import type { InsidersKept } from '../../development/insider/kept.ts';
import type { Lifecycle } from '../../development/lifecycle/model.ts';
import { exceptionsOf } from '../../development/release/views.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import { doExceptionQuestion } from './exception-acts.ts';
import { exceptableIn, exceptionsShown, noRelease, stateOf } from './exceptions.ts';
import { insertionsIn } from './insertions.ts';
import { gateShown, type Judging, judge, linkShown, publishedShown } from './judged.ts';
import { lifecycleShown } from './lifecycle.ts';
import type { Insertions, OneRelease, ReleaseLine, Releases } from './model.ts';
import { pastOf } from './past.ts';
import { lifecycleIn, policyIn, type Written } from './written-files.ts';

/** With everybody named, of which an answer has what the asker may see. */
export type WithNames = Omit<OneRelease, 'insiders'> & { readonly insiders?: InsidersKept };

interface AsOf {
  /** RFC 3339; now when absent. */
  readonly at?: string | undefined;
  readonly size?: number | undefined;
}

const seenBy = (desk: Desk, { at, size }: AsOf): Seen => desk.at(at === undefined ? undefined : Instant.parse(at), size);
const boundTo = ({ at, head }: Seen) => ({ at: Instant.format(at), head: { size: head.size, root: head.root, origin: head.origin } });

/** Releases on the list: judging each reads what was found of it. */
const MOST_RELEASES = 200;

export const releasesQuestion = question('development.releases', (desk, asOf: AsOf): Releases => {
  const seen = seenBy(desk, asOf);
  const past = pastOf(desk, seen);
  const policy = policyIn(desk.dataDir);
  const lifecycle = lifecycleIn(desk.dataDir, seen.map);
  const newest = (release: string) => Math.max(...[...(past.facts.get(release)?.values() ?? [])].map(({ body }) => Instant.parse(body.at)));
  const recorded = [...past.facts.keys()].sort((a, b) => newest(b) - newest(a));
  const planned = lifecycle.state === 'read' ? lifecycle.value.releases.map(({ name }) => name).filter((name) => !past.facts.has(name)) : [];
  const all = [...recorded, ...planned.reverse()];
  return {
    ...boundTo(seen),
    policy: policy.state === 'read' ? { state: 'read', name: policy.value.name, digest: policy.value.digest } : policy,
    lifecycle: lifecycle.state === 'read' ? { state: 'read', name: lifecycle.value.name, product: lifecycle.value.product } : lifecycle,
    releases: all.slice(0, MOST_RELEASES).map((release) => lineOf(release, lifecycle, { desk, seen, past, policy })),
    of: all.length,
    later: past.later,
  };
});

function lineOf(release: string, lifecycle: Written<Lifecycle>, judging: Judging): ReleaseLine {
  const { past, seen, policy } = judging;
  const facts = [...(past.facts.get(release)?.values() ?? [])];
  const newest = facts
    .map(({ body }) => body.at)
    .sort()
    .at(-1);
  const published = publishedShown(release, past, seen.at).at(-1);
  const phase = phaseOf(release, lifecycle, seen.at);
  const common = {
    release,
    ...(newest === undefined ? {} : { newest }),
    ...(published === undefined ? {} : { published: published.at }),
    ...(phase === undefined ? {} : { phase }),
    exceptions: [...exceptionsOf(past.view).values()].filter((one) => one.release === release && stateOf(one, seen.at) === 'stands').length,
  };
  if (facts.length === 0) return { ...common, gate: 'unrecorded', reasons: 0, links: [] };
  try {
    const { pass, reasons, chain, about } = judge(release, judging).result;
    return {
      ...common,
      gate: policy.state !== 'read' ? 'no-policy' : pass ? 'passes' : 'stopped',
      reasons: policy.state === 'read' ? reasons.length : 0,
      links: chain.map(({ link, state, verdict }) => ({ link, state, verdict })),
      ...(about.commit === undefined ? {} : { commit: about.commit }),
    };
  } catch (error) {
    // One file that somebody changed is said of its release, which opens on the refusal; the others are judged.
    if (!(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-RELEASE-010') throw error;
    return { ...common, gate: 'changed', reasons: 0, links: [] };
  }
}

/** The first phase that it had not passed by the moment, else the last. */
function phaseOf(release: string, lifecycle: Written<Lifecycle>, at: Instant): string | undefined {
  if (lifecycle.state !== 'read') return undefined;
  const one = lifecycle.value.releases.find(({ name }) => name === release);
  if (one === undefined) return undefined;
  const isAhead = (day: string | undefined) => day === undefined || Instant.parse(`${day}T00:00:00Z`) > at;
  return (lifecycle.value.phases.find(({ id }) => isAhead(one.passed[id])) ?? lifecycle.value.phases.at(-1))?.id;
}

/** Throws `Refused` (ASSAY-RELEASE-007, -010). */
export const oneReleaseQuestion = question('development.release', (desk, { release, ...asOf }: AsOf & { readonly release: string }): WithNames => {
  const seen = seenBy(desk, asOf);
  const past = pastOf(desk, seen);
  const judging: Judging = { desk, seen, past, policy: policyIn(desk.dataDir) };
  const lifecycle = lifecycleIn(desk.dataDir, seen.map);
  const planned = lifecycle.state === 'read' && lifecycle.value.releases.some(({ name }) => name === release);
  if (!past.facts.has(release) && !planned) throw noRelease(release, [...past.facts.keys()]);
  const { result, entryOf } = judge(release, judging);
  const review = result.chain.find(({ link }) => link === 'review')?.fact;
  const entered = review === undefined ? undefined : entryOf.get(review);
  const insiders = entered === undefined ? undefined : insidersIn(desk.dataDir, entered.body.fact);
  return {
    ...boundTo(seen),
    release,
    about: { ...result.about },
    chain: result.chain.map((one) => linkShown(one, entryOf, judging)),
    gate: gateShown(result, judging.policy),
    lifecycle: lifecycleShown(release, lifecycle, judging),
    ...(insiders === undefined ? {} : { insiders }),
    published: publishedShown(release, past, seen.at),
    exceptions: exceptionsShown(release, past, seen.at),
    exceptable: exceptableIn(lifecycle),
  };
});

export const insertionsQuestion = question('development.insertions', (desk, asOf: AsOf): Insertions => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...insertionsIn(seen) };
});

export const DEVELOPMENT_QUESTIONS = [releasesQuestion, oneReleaseQuestion, insertionsQuestion, doExceptionQuestion];
