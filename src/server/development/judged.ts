import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, Duration, Instant } from '../../core/index.ts';
import { analysisNow } from '../../development/lifecycle/edge/analysed.ts';
import { factsOf } from '../../development/release/edge/facts.ts';
import type { Published } from '../../development/release/events.ts';
import { RELEASE_PUBLISHED } from '../../development/release/events.ts';
import { grantedOf } from '../../development/release/exception.ts';
import { type ChainLink, type GateReason, type GateResult, judgeRelease } from '../../development/release/gate.ts';
import type { LinkFact } from '../../development/release/link.ts';
import type { ReleasePolicy } from '../../development/release/policy.ts';
import { exceptionsOf, holdsOf, publishedOf } from '../../development/release/views.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import type { ChainLinkShown, OneRelease, ReasonShown } from './model.ts';
import type { Fact, Past } from './past.ts';
import type { Written } from './written-files.ts';

// The gate's answer as the command line gives it, of what the ledger has at a moment.

/** Without a policy nothing is asked for, and the chain shows what there is. */
const NOTHING_ASKED: ReleasePolicy = { format: 'release-policy/1', name: 'none', require: {}, digest: Digest.of('') };
/** Of the reasons of one link; a release that was never looked after has thousands. */
const MOST_REASONS = 50;

export interface Judging {
  readonly desk: Desk;
  readonly seen: Seen;
  readonly past: Past;
  readonly policy: Written<ReleasePolicy>;
}

interface Judged {
  readonly result: GateResult;
  /** Where each look stands on the ledger: what a page says beside a state has to be of the look that has it. */
  readonly entryOf: ReadonlyMap<LinkFact, Fact>;
}

/** Throws `Refused` (ASSAY-RELEASE-010) where a kept file is not what the ledger names. */
export function judge(release: string, { desk, seen, past, policy }: Judging): Judged {
  const { at, map } = seen;
  const { view } = past;
  // Every look: which of them stand is for the gate to say.
  const own = past.recorded.filter(({ body }) => body.about.release === release);
  const facts = factsOf(
    desk.dataDir,
    own.map(({ body, recordedAt }) => ({ ...body, recordedAt })),
  );
  const result = judgeRelease(facts, policy.state === 'read' ? policy.value : NOTHING_ASKED, {
    release,
    at,
    exceptions: grantedOf(exceptionsOf(view)),
    published: publishedOf(view, at, policy.state === 'read' ? policy.value.digest : undefined),
    holds: holdsOf(view),
    mapChanged: analysisNow(release, { view, dataDir: desk.dataDir, map, at }).differences,
  });
  return { result, entryOf: new Map(facts.flatMap((fact, i) => (own[i] === undefined ? [] : [[fact, own[i]]]))) };
}

export function gateShown({ reasons, pass, letPass }: GateResult, policy: Written<ReleasePolicy>): OneRelease['gate'] {
  if (policy.state !== 'read') return policy;
  const between = reasons.filter(({ link }) => link === 'chain');
  return {
    state: 'judged',
    policy: { name: policy.value.name, digest: policy.value.digest },
    pass,
    reasons: reasons.length,
    between: between.slice(0, MOST_REASONS).map(reasonShown),
    letPass: letPass.map(({ link, by, what, because, until, reasons: of }) => ({ link, by, what, because, until, reasons: of.length })),
  };
}

const reasonShown = ({ link, kind, code, place, what, remedy }: GateReason): ReasonShown => ({ link, kind, code, place, what, remedy });

export function linkShown(one: ChainLink, entryOf: Judged['entryOf'], { desk, policy }: Judging): ChainLinkShown {
  const { link, asked, state, verdict } = one;
  const fact = one.fact === undefined ? undefined : entryOf.get(one.fact);
  const within = policy.state === 'read' ? policy.value.require[link]?.within : undefined;
  // The gate gives the reasons of what is asked for; of the rest the page shows what the look found.
  const reasons = one.reasons.length > 0 ? one.reasons : (one.fact?.reasons ?? []).map((reason): GateReason => ({ link, kind: kindOf(state), ...reason }));
  return {
    link,
    asked,
    state,
    verdict,
    counts: { ...one.fact?.counts },
    inputs: [...(one.fact?.inputs ?? [])],
    reasons: reasons.slice(0, MOST_REASONS).map(reasonShown),
    of: reasons.length,
    ...(within === undefined ? {} : { within }),
    ...(fact === undefined ? {} : recorded(fact, desk, within)),
  };
}

const kindOf = (state: ChainLink['state']): GateReason['kind'] => (state === 'broken' ? 'broken' : 'unknown');

function recorded({ seq, body }: Fact, { dataDir }: Desk, within: string | undefined) {
  const at = Instant.parse(body.at);
  return {
    at: body.at,
    ...(within === undefined ? {} : { freshUntil: Instant.format(Instant.plus(at, Duration.parse(within))) }),
    ...(body.about.since === undefined ? {} : { since: body.about.since }),
    entry: seq,
    fact: body.fact,
    kept: existsSync(join(dataDir, 'raw', body.fact.slice('sha256:'.length))),
    ...(body.part === undefined ? {} : { part: body.part }),
  };
}

/** Each time that it was let through and signed, by the moment. */
export function publishedShown(release: string, { view }: Past, at: Instant): OneRelease['published'] {
  return view.events.flatMap(({ type, body, seq }) => {
    if (type !== RELEASE_PUBLISHED) return [];
    const one = body as unknown as Published; // Checked by its schema when it was taken.
    if (one.release !== release || Instant.parse(one.at) > at) return [];
    return [{ at: one.at, entry: seq, policy: one.policy, envelope: one.envelope, ...(one.index === undefined ? {} : { index: one.index }) }];
  });
}
