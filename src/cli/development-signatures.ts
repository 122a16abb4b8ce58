import { resolve } from 'node:path';
import { canonicalJson, Digest, type Instant, type Json } from '../core/index.ts';
import type { Register } from '../development/person/register.ts';
import type { LinkFact } from '../development/release/link.ts';
import type { Reviewed } from '../development/review/edge/review.ts';
import { readKeyFolder } from '../development/signature/edge/key-folder.ts';
import { openJudge, type SignatureJudge } from '../development/signature/edge/verify.ts';
import { type SignaturePolicy, signaturesLink } from '../development/signature/link.ts';
import { SIGNATURE_STATES, type SignatureState, type SignatureVerdict } from '../development/signature/model.ts';
import { type KeyRing, NO_KEYS } from '../development/signature/ring.ts';
import type { Arguments, Io, Option } from './command.ts';
import { counted } from './table.ts';

export const KEY_OPTION: Option = {
  name: 'keys',
  kind: 'text',
  value: 'FOLDER',
  about: 'public keys to verify signatures by: allowed_signers, *.pub, OpenPGP *.asc, roots as *.pem',
};

/** The keys that were given, and what judges by them. */
export interface Signatures {
  readonly ring: KeyRing;
  readonly judge: SignatureJudge;
}

export function signaturesFor(args: Arguments, io: Io, register: Register): Signatures {
  const folder = args.text('keys');
  const ring = folder === undefined ? NO_KEYS : readKeyFolder(resolve(io.cwd, folder));
  return { ring, judge: openJudge({ register, ring, now: io.now() }) };
}

const SAID: Readonly<Record<SignatureState, string>> = { valid: 'valid', invalid: 'broken', 'not-checkable': 'that cannot be checked', none: 'without' };

/** What the signatures of the release come to, in a few lines; none where nothing is signed. */
export function signatureNotes({ signatures }: Reviewed, ring: KeyRing): readonly string[] {
  if (signatures === undefined) return [];
  const verdicts = [...signatures.commits.values()].map(({ verdict }) => verdict);
  const of = (state: SignatureState) => verdicts.filter((one) => one.state === state);
  const tags = signatures.tags.flatMap((tag) => tag.signatures);
  if (of('none').length === verdicts.length && tags.length === 0) return unread(ring);
  const roles = new Map<string, number>();
  for (const { role = 'key' } of of('valid')) roles.set(role, (roles.get(role) ?? 0) + 1);
  const by = [...roles].map(([role, count]) => `${count} by a ${role}`).join(', ');
  const parts = SIGNATURE_STATES.filter((state) => of(state).length > 0).map(
    (state) => `${of(state).length} ${SAID[state]}${state === 'valid' ? ` (${by})` : ''}`,
  );
  const brought = [...signatures.commits.values()].flatMap(({ mergetags }) => mergetags);
  return [
    // A release that adds no commit may still have a signed tag.
    ...(parts.length === 0 ? [] : [`Signatures of ${counted(verdicts.length, 'commit')}: ${parts.join(', ')}.`]),
    ...reasonsOf(of('not-checkable')),
    ...(brought.length === 0
      ? []
      : [
          `Merges brought in ${counted(brought.length, 'signed tag')}: ${SIGNATURE_STATES.flatMap((state) => {
            const count = brought.filter(({ verdict }) => verdict.state === state).length;
            return count === 0 ? [] : [`${count} ${SAID[state]}`];
          }).join(', ')}.`,
        ]),
    ...signatures.tags.flatMap((tag) => tag.signatures.map((verdict) => `The tag ${tag.name}: ${tagSaid(verdict)}.`)),
    ...signatures.signers.newcomers.map(
      (who) => `${who} is new among the signers of releases: of ${signatures.signers.known} before this one the signers are known.`,
    ),
    ...(signatures.signers.ceased ? ['Earlier releases are signed by somebody who is known, and this one is not.'] : []),
    ...unread(ring),
  ];
}

function unread({ unread: files }: KeyRing): readonly string[] {
  return files.length === 0 ? [] : [`In the folder of keys, ${files.slice(0, 5).join(', ')} ${files.length === 1 ? 'is' : 'are'} of no kind that is read.`];
}

function reasonsOf(verdicts: readonly SignatureVerdict[]): readonly string[] {
  const counts = new Map<string, { count: number; readonly remedy: string | undefined }>();
  for (const { why, remedy } of verdicts) counts.set(why, { count: (counts.get(why)?.count ?? 0) + 1, remedy });
  return [...counts]
    .toSorted(([, a], [, b]) => b.count - a.count)
    .slice(0, 5)
    .map(([why, { count, remedy }]) => `${count}: ${why}.${remedy === undefined ? '' : ` ${remedy}`}`);
}

function tagSaid({ state, by, role, why }: SignatureVerdict): string {
  return state === 'valid' ? `signed by ${by} (${role})` : state === 'invalid' ? `broken: ${why}` : `cannot be checked: ${why}`;
}

export function signatureJson({ signatures }: Reviewed, ring: KeyRing): object {
  if (signatures === undefined) return {};
  const verdicts = [...signatures.commits.values()].map(({ verdict }) => verdict);
  return {
    signatures: {
      counts: Object.fromEntries(SIGNATURE_STATES.map((state) => [state, verdicts.filter((one) => one.state === state).length])),
      tags: signatures.tags,
      signers: signatures.signers,
      mergetags: [...signatures.commits].flatMap(([commit, { mergetags }]) => mergetags.map((tag) => ({ commit, ...tag }))),
      ...(ring.unread.length === 0 ? {} : { unread: ring.unread }),
    },
  };
}

/**
 * The link for the gate: a tag signed by a person of the register, and each commit by a person or a forge. How many have to have signed the tag says the gate's own policy, by the
 * count `signers`.
 */
export function signatureFact(
  { signatures, review, release, since }: Reviewed,
  about: LinkFact['about'],
  register: Register,
  ring: KeyRing,
  at: Instant,
): LinkFact {
  const policy: SignaturePolicy = {
    tag: { atLeast: 1, of: register.people.filter(({ kind }) => kind === 'person').map(({ id }) => id) },
    commits: ['person', 'forge'],
  };
  const commits = [...(signatures?.commits ?? [])].map(([id, { verdict }]) => ({ id, verdict }));
  const keys = { signers: ring.signers, ssh: ring.sshKeys, roots: ring.roots.map(({ id }) => id), openpgp: ring.openpgp.map(({ bytes }) => Digest.of(bytes)) };
  const inputs = [
    { name: 'people', digest: Digest.of(canonicalJson(register.people as unknown as Json)) }, // Plain data, as the file had it.
    { name: 'keys', digest: Digest.of(canonicalJson(keys as unknown as Json)) }, // Plain data of the fields above.
    ...(since === undefined ? [] : [{ name: 'since', digest: Digest.of(since.commit) }]),
  ];
  return signaturesLink({ policy, tags: signatures?.tags ?? [], commits, unread: review.unread.length, inputs }, { ...about, commit: release.commit }, at);
}
