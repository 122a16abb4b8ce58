import type { Instant } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import type { PersonKind } from '../person/model.ts';
import type { About, LinkFact, LinkReason } from '../release/link.ts';
import { SIGNATURE_STATES, type SignatureVerdict } from './model.ts';

/** What a release's signatures have to be. */
export interface SignaturePolicy {
  /** The release's tag is signed by at least so many different people of these; absent where no tag has to be. */
  readonly tag?: { readonly atLeast: number; readonly of: readonly string[] };
  /** Each commit is signed by a key that stands for one of these; absent where commits need none. */
  readonly commits?: readonly PersonKind[];
}

/** What was found of the signatures of one release. */
export interface ReleaseSignatures {
  readonly policy: SignaturePolicy;
  /** The annotated tags from the name to the commit, the outermost first; none where the name is a branch, a commit, or a tag without an object. */
  readonly tags: readonly { readonly id: ObjectId; readonly name: string; readonly signatures: readonly SignatureVerdict[] }[];
  readonly commits: readonly { readonly id: ObjectId; readonly verdict: SignatureVerdict }[];
  /** Commits that this copy does not have. */
  readonly unread: number;
  /** Digests of the register and of the keys that were given. */
  readonly inputs: LinkFact['inputs'];
}

const LISTED = 1000;

/** The link `signatures` of a release: proven where the policy is kept to, broken where a signature is, or where it is plainly not kept to. Pure. */
export function signaturesLink(result: ReleaseSignatures, about: About, at: Instant): LinkFact {
  const { policy, tags, commits } = result;
  const broken: LinkReason[] = [];
  const unknown: LinkReason[] = [];
  const say = (into: LinkReason[], code: string, place: string, what: string, remedy: string) => {
    if (into.length < LISTED) into.push({ code, place, what, remedy });
  };
  const judge = (id: ObjectId, { state, reason, why, remedy }: SignatureVerdict, wanted: boolean) => {
    if (state === 'invalid') say(broken, 'signature-invalid', id, sentence(why), remedy ?? 'Compare with another copy of the repository.');
    else if (wanted && state === 'none') say(broken, 'not-signed', id, 'There is no signature.', 'Sign it, or change the policy and say why.');
    else if (wanted && state === 'not-checkable')
      say(unknown, `signature-${reason ?? 'not-checkable'}`, id, sentence(why), remedy ?? 'Have it signed in a way that can be checked.');
  };

  const signers = new Set<string>();
  // Of a tag within the tag too, the signature is of the name that it was made under.
  const ours = tags.filter(({ name }) => name === shortName(about.release));
  for (const tag of tags) {
    for (const verdict of tag.signatures) {
      judge(tag.id, verdict, false);
      if (
        ours.includes(tag) &&
        verdict.state === 'valid' &&
        verdict.role === 'person' &&
        verdict.by !== undefined &&
        policy.tag?.of.includes(verdict.by) === true
      )
        signers.add(verdict.by);
    }
  }
  const [outer] = tags;
  // Whoever moves refs can let an old tag stand under a new name; what was signed is the name within.
  if (outer !== undefined && outer.name !== shortName(about.release))
    say(
      broken,
      'tag-name-differs',
      outer.id,
      `The tag was made as "${outer.name}" and stands here as "${about.release}".`,
      'Make a tag of this name, and sign that.',
    );
  const wanted = policy.tag;
  if (wanted !== undefined && signers.size < wanted.atLeast) {
    const open = new Set(ours.flatMap(({ signatures }) => signatures.filter(({ state }) => state === 'not-checkable')));
    say(
      signers.size + open.size >= wanted.atLeast ? unknown : broken,
      'tag-signers-missing',
      outer?.id ?? about.release,
      `The tag is signed by ${signers.size} of the ${wanted.atLeast} people that it needs${open.size === 0 ? '' : `, and ${open.size} more cannot be checked`}.`,
      `Have it signed by ${wanted.atLeast} of: ${wanted.of.join(', ')}.`,
    );
    if (open.size > 0) for (const { id, signatures } of tags) for (const verdict of signatures) judge(id, verdict, verdict.state === 'not-checkable');
  }
  for (const { id, verdict } of commits) {
    judge(id, verdict, policy.commits !== undefined);
    if (policy.commits !== undefined && verdict.state === 'valid' && (verdict.role === undefined || !policy.commits.includes(verdict.role)))
      say(
        broken,
        'signed-by-other-role',
        id,
        `It is signed by a ${verdict.role ?? 'key'}, which the policy does not name.`,
        `Have it signed by: ${policy.commits.join(', ')}.`,
      );
  }
  if (result.unread > 0)
    say(
      unknown,
      'commits-not-read',
      about.release,
      `This copy lacks ${result.unread} commits that the release stands on.`,
      'Give a whole copy of the repository.',
    );
  return {
    link: 'signatures',
    about,
    state: broken.length > 0 ? 'broken' : unknown.length > 0 ? 'unknown' : 'proven',
    reasons: [...broken, ...unknown],
    counts: {
      ...Object.fromEntries(SIGNATURE_STATES.map((state) => [`commits-${state}`, commits.filter(({ verdict }) => verdict.state === state).length])),
      signers: signers.size,
    },
    at,
    inputs: result.inputs,
  };
}

function shortName(release: string): string {
  return release.replace(/^refs\/tags\//, '');
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
