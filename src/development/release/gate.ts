import { Digest, Duration, Instant } from '../../core/index.ts';
import { isAgreed, isSigned, type StandingException, stoodAt } from './exception.ts';
import { type Hold, holdReasons } from './hold.ts';
import { joinFacts } from './join.ts';
import { EXCEPTED_BY, LINKS, type Link, type LinkFact, type LinkReason } from './link.ts';
import { standingFacts } from './newest.ts';
import type { Asked, ReleasePolicy } from './policy.ts';

export interface GateReason extends LinkReason {
  /** `chain` where two links do not belong together. */
  readonly link: Link | 'chain';
  /** `broken`: seen to be wrong. `unknown`: not seen to be right. */
  readonly kind: 'broken' | 'unknown';
}

/** What the policy or two people let pass, and until when. */
export interface LetPass {
  readonly link: Link;
  readonly by: 'policy' | 'exception';
  readonly what: string;
  readonly because: string;
  readonly until: string;
  /** That it was withdrawn since the moment asked about. */
  readonly withdrawnAt?: string;
  /** Of an exception: names were typed, and nobody signed that two people agreed. */
  readonly typed?: true;
  readonly reasons: readonly GateReason[];
}

export interface ChainLink {
  readonly link: Link;
  readonly asked: boolean;
  /** `absent`: nobody told of it. */
  readonly state: LinkFact['state'] | 'absent';
  /** How the gate sees it: passed, passed by leave of policy or people, or stopped. */
  readonly verdict: 'passed' | 'let-pass' | 'stopped' | 'not-asked';
  readonly fact?: LinkFact;
  readonly reasons: readonly GateReason[];
}

export interface GateResult {
  readonly release: string;
  readonly pass: boolean;
  readonly at: Instant;
  readonly about: ReturnType<typeof joinFacts>['about'];
  /** Every link in the order in which it comes about. */
  readonly chain: readonly ChainLink[];
  /** What stops the release: of the chain first, then link by link. */
  readonly reasons: readonly GateReason[];
  readonly letPass: readonly LetPass[];
}

export interface GateAsked {
  readonly release: string;
  readonly at: Instant;
  /** Exceptions that two people agreed on, of any release. */
  readonly exceptions?: readonly StandingException[];
  /** Releases that passed this gate before, with the commit where it is known. */
  readonly published?: ReadonlyMap<string, string | undefined>;
  /** What changed on the map since the risks of the release were analysed, in sentences; none where nothing that matters did. */
  readonly mapChanged?: readonly string[];
  /** What stops releases whatever they show. */
  readonly holds?: readonly Hold[];
  /** Which of several artifacts of the release is asked about. */
  readonly artifact?: Digest;
}

// Rooms list at least so many reasons before they leave some out.
const LISTED = 200;
const WORST: readonly LinkFact['state'][] = ['broken', 'unknown', 'proven'];

/** Whether a release may go out: a pure question. The newest fact of each link decides, never the best of them; where looks at several parts stand, each of them has to pass. */
export function judgeRelease(all: readonly LinkFact[], policy: ReleasePolicy, asked: GateAsked): GateResult {
  const { release, at, exceptions = [] } = asked;
  const standing = standingFacts(all, asked);
  const facts = LINKS.flatMap((link) => standing.get(link) ?? []);
  const joined = joinFacts(facts, (link) => policy.require[link] !== undefined);
  const letPass: LetPass[] = [];
  const chain = LINKS.map((link): ChainLink => {
    const looks = standing.get(link) ?? [];
    const fact = looks.toSorted((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state))[0];
    const wanted = policy.require[link];
    const shown = { link, asked: wanted !== undefined, state: fact?.state ?? ('absent' as const), ...(fact === undefined ? {} : { fact }) };
    if (wanted === undefined && fact?.state !== 'broken') return { ...shown, verdict: 'not-asked', reasons: [] };
    const judged = (looks.length === 0 ? [undefined] : looks).map((look) => {
      // Of what nobody asked for only what is broken stops.
      const found = wanted === undefined && look?.state !== 'broken' ? [] : reasonsOf(link, look, wanted, policy, asked);
      return { found, left: allowed(link, look, wanted, found, at, letPass) };
    });
    const found = judged.flatMap((one) => one.found);
    const left = judged.flatMap((one) => one.left);
    const exception = exceptions.find((one) => one.release === release && one.what === link && stoodAt(one, at) && isAgreed(one, policy.exceptions));
    if (left.length > 0 && exception !== undefined) {
      const agreed = agreedOn(exception, all, policy, asked, link);
      const covered = left.filter((reason) => agreed.has(codeOf(reason)));
      const { id, reason, until, withdrawnAt } = exception;
      if (covered.length > 0)
        letPass.push({
          link,
          by: 'exception',
          what: id,
          because: reason,
          until,
          ...(withdrawnAt === undefined ? {} : { withdrawnAt }),
          ...(isSigned(exception) ? {} : { typed: true as const }),
          reasons: covered,
        });
      const beyond = left.filter((reason) => !agreed.has(codeOf(reason)));
      return beyond.length > 0 ? { ...shown, verdict: 'stopped', reasons: beyond } : { ...shown, verdict: 'let-pass', reasons: left };
    }
    return { ...shown, verdict: left.length > 0 ? 'stopped' : found.length > 0 ? 'let-pass' : 'passed', reasons: left.length > 0 ? left : found };
  });
  const joints = chainReasons(joined, asked);
  const of = (kind: GateReason['kind']) => joints.filter((reason) => reason.kind === kind);
  // A chain that is broken comes before all. What is merely not tied to the rest comes last: mostly it is so because of what a link says for itself.
  const held = holdReasons(asked.holds ?? [], facts, release, at);
  const reasons = [...held, ...of('broken'), ...chain.flatMap((one) => (one.verdict === 'stopped' ? one.reasons : [])), ...of('unknown')];
  return { release, pass: reasons.length === 0, at, about: joined.about, chain, reasons, letPass };
}

/** What the two could see of the link when the second agreed. What went wrong later, or came to be known later, they did not let pass. */
function agreedOn(exception: StandingException, all: readonly LinkFact[], policy: ReleasePolicy, asked: GateAsked, link: Link): ReadonlySet<string> {
  const at = Instant.parse(exception.grantedAt);
  // A fact that was brought later was not known, however old it says that it is.
  const known = all.filter((fact) => fact.at <= at && (fact.recordedAt ?? fact.at) <= at);
  const then = judgeRelease(known, policy, { ...asked, at, exceptions: [] });
  return new Set(then.chain.filter((one) => one.link === link).flatMap(({ reasons }) => reasons.map(codeOf)));
}

function codeOf({ kind, code }: GateReason): string {
  return `${kind} ${code}`;
}

function reasonsOf(link: Link, fact: LinkFact | undefined, wanted: Asked | undefined, policy: ReleasePolicy, asked: GateAsked): readonly GateReason[] {
  const { release, at } = asked;
  if (fact === undefined) {
    return [
      { link, kind: 'unknown', code: 'missing', place: release, what: `Nothing was recorded of ${link} for this release.`, remedy: howTo(link, release) },
    ];
  }
  const reasons: GateReason[] = [];
  if (fact.state !== 'proven') {
    const kind = fact.state;
    reasons.push(...fact.reasons.map((reason): GateReason => ({ link, kind, ...reason })));
    if (fact.reasons.length === 0)
      reasons.push({
        link,
        kind,
        code: 'no-reason',
        place: release,
        what: `It is ${kind}, and the fact does not say why.`,
        remedy: howTo(link, fact.about.release),
      });
  }
  if (wanted === undefined) return reasons;
  const until = fact.at + Duration.parse(wanted.within);
  if (at >= until) {
    reasons.push({
      link,
      kind: 'unknown',
      code: 'too-old',
      place: release,
      what: `It was looked at on ${Instant.format(fact.at)}, and the policy asks for a look within ${wanted.within}.`,
      remedy: `Look again. ${howTo(link, fact.about.release)}`,
    });
  }
  for (const [name, least] of Object.entries(wanted.least)) reasons.push(...short(link, fact, name, (count) => count < least, `at least ${least}`));
  for (const [name, most] of Object.entries(wanted.most)) reasons.push(...short(link, fact, name, (count) => count > most, `at most ${most}`));
  reasons.push(...Object.entries(wanted.from).flatMap(([name, digest]) => drawnFrom(link, fact, name, digest)));
  if (link === 'review') reasons.push(...sinceReasons(fact, policy, asked).map((reason) => ({ link, ...reason })));
  if (link === 'lifecycle') reasons.push(...exceptedReasons(fact, policy), ...mapReasons(reasons, asked));
  return reasons;
}

function short(link: Link, fact: LinkFact, name: string, isShort: (count: number) => boolean, bound: string): readonly GateReason[] {
  const count = Object.hasOwn(fact.counts, name) ? fact.counts[name] : undefined;
  if (count === undefined) {
    const what = `The policy asks for ${bound} of "${name}", and the fact has no such figure.`;
    return [
      {
        link,
        kind: 'unknown',
        code: 'figure-missing',
        place: name,
        what,
        remedy: `Correct the name in the policy, or look again. ${howTo(link, fact.about.release)}`,
      },
    ];
  }
  if (!isShort(count)) return [];
  const what = `It has ${count} of "${name}", and the policy asks for ${bound}.`;
  return [{ link, kind: 'broken', code: 'figure-off', place: name, what, remedy: howTo(link, fact.about.release) }];
}

/** Whoever looks chooses by what; the policy may name what it has to be. */
function drawnFrom(link: Link, fact: LinkFact, name: string, digest: Digest): readonly GateReason[] {
  const given = fact.inputs.filter((input) => input.name === name);
  if (given.length > 0 && given.every((input) => input.digest === digest)) return [];
  const what = `The policy asks for "${name}" ${brief(digest)}, and it was drawn from ${given.map((input) => brief(input.digest)).join(', ') || 'none'}.`;
  return [
    {
      link,
      kind: 'unknown',
      code: 'other-input',
      place: name,
      what,
      remedy: `Look again with that one, or name the new one in the policy. ${howTo(link, fact.about.release)}`,
    },
  ];
}

/** Criteria of the lifecycle are let pass by exceptions too, and proven says no more than that each is met or excepted: what the policy asks of those counts here as well. */
function exceptedReasons({ counts, inputs, about: { release } }: LinkFact, { exceptions }: ReleasePolicy): readonly GateReason[] {
  const { excepted = 0 } = counts;
  if (exceptions?.signed !== true || excepted === 0) return [];
  // A look that was recorded before this was counted says of none that it was signed.
  const typed = counts['excepted-typed'] ?? excepted;
  const { people } = exceptions;
  const registers = inputs.filter(({ name }) => name === EXCEPTED_BY);
  const other = people !== undefined && (registers.length === 0 || registers.some(({ digest }) => digest !== people));
  if (typed === 0 && !other) return [];
  const what =
    typed > 0
      ? `${typed} of the ${excepted} criteria that are excepted were let pass by typed names, and the policy asks for signatures of two people.`
      : `Criteria are excepted by people of another register than the policy names, ${brief(people as Digest)}.`;
  const remedy = 'Have two people of that register ask and grant with --key, then look again: assay development lifecycle check NAME --record';
  return [{ link: 'lifecycle', kind: 'unknown', code: typed > 0 ? 'excepted-typed' : 'excepted-by-others', place: release, what, remedy }];
}

type SinceReason = LinkReason & { readonly kind: GateReason['kind'] };

/**
 * A review of what came after an earlier release is one of the whole only where that release was let through as well, and is the same commit still. Whoever looks chooses the release: what
 * they chose to leave out, nobody may take for looked at.
 */
export function sinceReasons(
  fact: LinkFact,
  { start }: Pick<ReleasePolicy, 'start'>,
  { published = new Map() }: Pick<GateAsked, 'published'>,
): readonly SinceReason[] {
  const { since } = fact.about;
  if (since === undefined) return [];
  const commits = [published.get(since), start?.tag === since ? start.commit : undefined].filter((commit) => commit !== undefined);
  const looked = fact.inputs.find(({ name }) => name === 'since')?.digest;
  const moved = looked !== undefined && commits.some((commit) => looked !== Digest.of(commit));
  if (!moved && looked !== undefined && commits.length > 0) return [];
  const only = `Only what came after ${since} was ${fact.link === 'review' ? 'reviewed' : 'looked at'}, and ${since}`;
  return [
    {
      kind: moved ? 'broken' : 'unknown',
      code: moved ? 'since-moved' : 'since-unproven',
      place: since,
      what: moved
        ? `${only} is another commit now than the one that was published, or that the policy names as its start.`
        : `${only} has not passed this gate with its review, at a commit that is known.`,
      remedy: 'Review from a release that was published here, or from the first commit; or name the release in the policy as its start, with its commit.',
    },
  ];
}

/** The fact is of the day on which the lifecycle was looked at; the map may have moved on since. */
function mapReasons(known: readonly GateReason[], { release, mapChanged = [] }: GateAsked): readonly GateReason[] {
  const [first, ...more] = mapChanged;
  if (first === undefined || known.some(({ code }) => code === 'analysis-outdated')) return [];
  return [
    {
      link: 'lifecycle',
      kind: 'broken',
      code: 'analysis-outdated',
      place: 'the map',
      what: `The map changed since the risks of ${release} were analysed. ${first}${more.length === 0 ? '' : ` And ${more.length} more.`}`,
      remedy: `Analyse the risks on the map as it is: assay development lifecycle analyse ${release} --by ROLE`,
    },
  ];
}

/** The reasons that stay, once the policy has let pass what it may; what it let pass is put on the list. */
function allowed(
  link: Link,
  fact: LinkFact | undefined,
  wanted: Asked | undefined,
  found: readonly GateReason[],
  at: Instant,
  letPass: LetPass[],
): readonly GateReason[] {
  if (wanted === undefined) return found;
  let left = [...found];
  for (const [code, { atMost, until, because }] of Object.entries(wanted.allow)) {
    const of = left.filter((reason) => reason.code === code);
    // A fact lists its worst reasons; where it may have left some out, only its own count of them says how many there are.
    const counted = fact !== undefined && Object.hasOwn(fact.counts, code) ? fact.counts[code] : undefined;
    const cut = counted === undefined && (fact?.reasons.length ?? 0) >= LISTED;
    if (of.length === 0 || cut || Math.max(of.length, counted ?? 0) > atMost || at > endOf(until)) continue;
    letPass.push({ link, by: 'policy', what: `${code}, at most ${atMost}`, because, until, reasons: of });
    left = left.filter((reason) => reason.code !== code);
  }
  if (left.length > 0 && wanted.unknown !== undefined && at <= endOf(wanted.unknown.until) && left.every(({ kind }) => kind === 'unknown')) {
    letPass.push({ link, by: 'policy', what: 'unknown', because: wanted.unknown.because, until: wanted.unknown.until, reasons: left });
    left = [];
  }
  return left;
}

/** The last moment of a day. */
export function endOf(day: string): Instant {
  return Instant.of(Instant.parse(`${day}T00:00:00Z`) + 24 * 60 * 60 * 1000 - 1);
}

function chainReasons({ about, broken, loose }: ReturnType<typeof joinFacts>, { release, artifact }: GateAsked): readonly GateReason[] {
  return [
    ...broken.map(
      ({ bind, one, other }): GateReason => ({
        link: 'chain',
        kind: 'broken',
        code: `other-${bind}`,
        place: `${one.link} and ${other.link}`,
        what: `${one.link} is about the ${bind} ${brief(one.about[bind])}, and ${other.link} about ${brief(other.about[bind])}: they are not of one release.`,
        remedy: `Look at ${one.link} and ${other.link} for the same ${bind}${bind === 'artifact' ? ', or name the one that is meant with --artifact' : ''}.`,
      }),
    ),
    ...loose.map(
      ({ fact, why }): GateReason => ({
        link: 'chain',
        kind: 'unknown',
        code: 'not-tied',
        place: fact.link,
        what: `Whether ${fact.link} is about ${release} cannot be known: ${why}.`,
        remedy: 'Look at it again by a name that the other links have: the commit, the tree, or the digest of the artifact.',
      }),
    ),
    ...(artifact === undefined || about.artifact === artifact
      ? []
      : [
          {
            link: 'chain' as const,
            kind: 'unknown' as const,
            code: 'artifact-not-shown',
            place: artifact,
            what: `Nothing that was recorded shows that ${brief(artifact)} is of ${release}.`,
            remedy: 'Compare the artifact with the tree, or verify its provenance, and record it.',
          },
        ]),
  ];
}

function brief(id: string | undefined): string {
  return id === undefined ? 'nothing' : id.startsWith('sha256:') ? id.slice(0, 19) : id.slice(0, 12);
}

/** What gives the fact of a link, with the name of the release in it, so that it can be run as it stands. A name that a shell would read as more than a word is left to be typed. */
function howTo(link: Link, release: string): string {
  return /^[\w.][\w.+/-]*$/.test(release) ? HOW_TO[link].replace(/\b(?:NAME|TAG)\b/, () => release) : HOW_TO[link];
}

/** What gives the fact of a link. */
export const HOW_TO: Readonly<Record<Link, string>> = {
  lifecycle: 'Run: assay development lifecycle check NAME --record',
  review: 'Run: assay development review REPO --release TAG --record --part REPOSITORY',
  signatures: 'Run: assay development review REPO --release TAG --record --part REPOSITORY, with the keys of people in the register.',
  artifact: 'Run: assay development artifact FILE --against REPO --tag TAG --record --part LINK',
  provenance: 'Verify the provenance of the artifact and record it; see: assay development provenance --help',
  components: 'Run: assay development sbom BOM --advisories PATH --record --release NAME --artifact DIGEST --built-by BUILD-SYSTEM',
  findings: 'Import the report of the analyser: assay development findings import REPORT --part REPOSITORY --release NAME',
  log: 'Run: assay development release log NAME --repository ID --witnesses FILE --part REPOSITORY',
};
