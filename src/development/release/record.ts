import { CONTROLS } from '../../assurance/controls/index.ts';
import { indexMap, owedAt } from '../../assurance/subjects.ts';
import { canonicalJson, Digest, Instant, type Json, Refused } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { LINK_RECORDED, type LinkRecorded } from './events.ts';
import { releaseFaults } from './faults.ts';
import { type GateAsked, sinceReasons } from './gate.ts';
import { codesOf, type Link, type LinkFact } from './link.ts';
import type { ReleasePolicy } from './policy.ts';

/** What a proven link says of the map. Findings and the gate's own are recorded by their own commands. */
export const CLAIM_OF: Readonly<Partial<Record<Link, string>>> = {
  lifecycle: 'process.lifecycle-followed',
  review: 'review.two-person-verified',
  signatures: 'repository.commits-signed',
  artifact: 'artifact.matches-source',
  components: 'sbom.complete',
  log: 'code.log-verified',
};

/** What a fact becomes: its file, the entry that names it, and the evidence beside it. */
export interface Kept {
  readonly text: string;
  readonly digest: Digest;
  readonly entry: { readonly type: typeof LINK_RECORDED; readonly body: LinkRecorded };
  readonly evidence: readonly Evidence[];
  /** Why no evidence was drawn from it, where none was. */
  readonly heldBack?: string;
}

// Looks that may leave out what came before a release.
const SINCE: ReadonlySet<Link> = new Set(['review', 'signatures']);
const MEDIA_TYPE = 'application/vnd.assay.link+json';

/** The fact as text: one spelling for one fact, so that its digest names it. */
export function factText(fact: LinkFact): string {
  return canonicalJson({ ...fact, at: Instant.format(fact.at) } as unknown as Json); // A fact is plain data; undefined members are left out by its makers.
}

/** From which releases on a look may begin: where the policy starts, and what passed the gate before. */
export type Begun = Pick<ReleasePolicy, 'start'> & Pick<GateAsked, 'published'>;

/**
 * What goes on the ledger of a fact, about an element of the map where one is named. Of a look at what came after a release that is neither, nothing is said of the map: it has no word on what came
 * before. Throws `Refused` (ASSAY-RELEASE-009).
 */
export function keptFact(fact: LinkFact, map: ServiceMap, part?: string, begun: Begun = {}): Kept {
  const text = factText(fact);
  const digest = Digest.of(text);
  const claim = CLAIM_OF[fact.link];
  if (part !== undefined && claim !== undefined) refuseElsewhere(`${fact.link} of the release`, claim, map, part);
  const body: LinkRecorded = {
    ...(part === undefined ? {} : { part }),
    link: fact.link,
    about: fact.about,
    state: fact.state,
    counts: { ...fact.counts },
    at: Instant.format(fact.at),
    // The file has them all; an entry of the ledger is small.
    inputs: fact.inputs.slice(0, 100).map(({ name, digest: of }) => ({ name: name.slice(0, 200), digest: of })),
    codes: codesOf(fact.reasons),
    fact: digest,
  };
  const kept = { text, digest, entry: { type: LINK_RECORDED, body } } as const;
  if (claim === undefined) return { ...kept, evidence: [] };
  if (part === undefined) return { ...kept, evidence: [], heldBack: `no element of the map was named with --part, so nothing was said of ${claim}` };
  const value = shownBy(fact);
  if (value === undefined) return { ...kept, evidence: [], heldBack: `whether ${claim} holds at ${part} cannot be known, so nothing was said of it` };
  const [short] = value && SINCE.has(fact.link) ? sinceReasons(fact, begun, begun) : [];
  if (short !== undefined) return { ...kept, evidence: [], heldBack: `${claim} of ${part} is not shown (${short.code}). ${short.what} ${short.remedy}` };
  return { ...kept, evidence: [evidenceOf(fact, claim, part, digest, value)] };
}

/**
 * What a fact says of its claim. That a component has a hole says nothing against the bill of materials that names it: the bill is complete where each of its components was read and
 * known, and it names what it is the bill of; it is not where it is empty or could not be read.
 */
function shownBy({ link, state, counts, reasons, about }: LinkFact): boolean | undefined {
  // A range without a commit was looked at by nobody.
  if (link === 'review' && counts['commits'] === 0) return undefined;
  if (link !== 'components') return state === 'unknown' ? undefined : state === 'proven';
  if (reasons.some(({ code }) => code === 'no-components' || code === 'bom-not-read')) return false;
  const whole = (counts['components'] ?? 0) > 0 && counts['not-matchable'] === 0 && (about.artifact ?? about.commit) !== undefined;
  return whole ? true : undefined;
}

function evidenceOf(fact: LinkFact, claim: string, part: string, digest: Digest, value: boolean): Evidence {
  const [first] = fact.reasons;
  const total = fact.reasons.length;
  return {
    subject: part,
    claim,
    value,
    observedAt: Instant.format(fact.at),
    validFor: claimOf(claim)?.validFor ?? 'P30D',
    source: `Assay, ${fact.link} of a release`,
    method: 'runtime',
    ...(value || first === undefined
      ? {}
      : {
          finding: {
            id: `release:${fact.link}:${first.code}`,
            title: `${first.what}${total > 1 ? ` And ${total - 1} more.` : ''}`.slice(0, 500),
            severity: 'high' as const,
            refs: fact.reasons.slice(0, 100).map(({ code, place }) => `${code} ${place}`.slice(0, 500)),
          },
        }),
    raw: { digest, mediaType: MEDIA_TYPE },
  };
}

/** Evidence about an element of which the claim says nothing would be looked at by nobody. */
export function refuseElsewhere(of: string, claim: string, map: ServiceMap, part: string): void {
  const index = indexMap(map);
  const element = part.split(/[/#]/)[0];
  const places = CONTROLS.filter((control) => control.checks.some((check) => check.claim === claim)).flatMap((control) =>
    owedAt(control, index, (id) => id === element).map(({ subject }) => subject),
  );
  if (places.includes(element ?? '')) return;
  throw new Refused(
    releaseFaults.fault('009', {
      message: `"${claim}" says nothing of "${part}"`,
      field: '--part',
      expected: [...new Set(places)].slice(0, 12).join(', ') || 'an element of the map to which it applies',
      found: part,
      remedy: `Name the element of the map that the ${of} is about.`,
    }),
  );
}
