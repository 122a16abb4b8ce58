import { parseJson, Refused } from '../../core/index.ts';
import type { ChangeFacts } from '../change/facts.ts';
import type { ObjectId } from '../git/object.ts';
import type { Account, GittufFact, ReviewSource } from '../review/source.ts';
import type { SignatureCrypto } from '../signature/port.ts';
import { verifySshSig } from '../signature/sshsig.ts';
import { type Envelope, IN_TOTO, pae, readEnvelope } from '../statement/dsse.ts';
import { readStatement, type Statement } from '../statement/statement.ts';
import { at, idAt, listAt, momentAt, textAt } from './field.ts';

/** Where gittuf keeps its attestations and its policy. */
export const ATTESTATIONS_REF = 'refs/gittuf/attestations';
export const POLICY_REF = 'refs/gittuf/policy';

const OWN_TYPE = 'application/vnd.gittuf+json';
/** What gittuf signs with SSH is made for git. */
const NAMESPACE = 'git';

/** An attestation about a change of a ref: from a commit to a tree, or of a tag to an object. */
export interface GittufAttestation {
  readonly kind: 'authorization' | 'forge-approval';
  readonly path: string;
  readonly ref: string;
  readonly from: ObjectId;
  readonly target: ObjectId;
  readonly signatures: GittufFact['signatures'];
  readonly approvers: readonly Account[];
}

/** What the forge's key says of a pull request: the commit that came of it, and who opened it. */
export interface GittufRequest {
  readonly commit: ObjectId;
  readonly author: Account;
  readonly signatures: GittufFact['signatures'];
}

export type GittufFile = { readonly is: 'attestation'; readonly value: GittufAttestation } | { readonly is: 'request'; readonly value: GittufRequest };

/**
 * Reads one file of the attestations. Nothing for kinds that tell of no review. Statements are taken as gittuf writes them, with the names of the protocol buffer's fields, and as the specification has
 * them. Signatures of SSH are verified; those of OpenPGP and of Sigstore are not, here, and say so. Throws `Refused` (ASSAY-STATEMENT-001 to -004, ASSAY-JSON-001 to -006).
 */
export function readAttestation(bytes: Uint8Array, path: string, crypto: SignatureCrypto): GittufFile | undefined {
  const envelope = readEnvelope(bytes, path);
  if (envelope.payloadType !== OWN_TYPE && envelope.payloadType !== IN_TOTO) return undefined;
  const statement = readStatement(envelope.payload, path, { asProtobuf: true });
  const kind = /^https:\/\/gittuf\.dev\/(reference-authorization|github-pull-request-approval|github-pull-request)\/v/.exec(statement.predicateType)?.[1];
  const { predicate } = statement;
  const signatures = () => signaturesOf(envelope, crypto);
  if (kind === 'github-pull-request') {
    const [commit, author] = [subjectOf(statement, 'gitCommit'), textAt(predicate, 'user', 'login')];
    return commit === undefined || author === undefined ? undefined : { is: 'request', value: { commit, author: accountOf(author), signatures: signatures() } };
  }
  if (kind === undefined) return undefined;
  const ref = textAt(predicate, 'targetRef');
  const from = idAt(predicate, 'fromID') ?? idAt(predicate, 'fromRevisionID') ?? idAt(predicate, 'fromTargetID');
  const target = idAt(predicate, 'targetID') ?? idAt(predicate, 'targetTreeID') ?? idAt(predicate, 'toTargetID');
  const subject = subjectOf(statement, 'gitTree') ?? subjectOf(statement, 'gitCommit') ?? subjectOf(statement, 'gitTag');
  // What is signed twice has to agree.
  if (ref === undefined || from === undefined || target === undefined || subject !== target) return undefined;
  if (kind === 'reference-authorization')
    return { is: 'attestation', value: { kind: 'authorization', path, ref, from, target, signatures: signatures(), approvers: [] } };
  const dismissed = new Set((listAt(predicate, 'dismissedApprovers') ?? []).filter((one) => typeof one === 'string'));
  const approvers = (listAt(predicate, 'approvers') ?? [])
    .flatMap((one) => (typeof one === 'string' && !dismissed.has(one) ? [accountOf(one)] : []))
    .slice(0, 1000);
  return { is: 'attestation', value: { kind: 'forge-approval', path, ref, from, target, signatures: signatures(), approvers } };
}

function subjectOf({ subjects }: Statement, algorithm: string): ObjectId | undefined {
  return subjects.length === 1 ? (subjects[0]?.digest.get(algorithm) as ObjectId | undefined) : undefined;
}

/** `ada+1234567`, the account and its number; an app stands with `[bot]`. */
function accountOf(text: string): Account {
  const login = text.replace(/\+\d{1,15}$/, '').slice(0, 200);
  const [, id] = /\+(\d{1,15})$/.exec(text) ?? [];
  return { account: `github:${login}`, ...(id === undefined ? {} : { id }), bot: /\[bot\]$/i.test(login) };
}

function signaturesOf(envelope: Envelope, crypto: SignatureCrypto): GittufFact['signatures'] {
  const message = pae(envelope.payloadType, envelope.payload);
  return envelope.signatures.map(({ sig, keyid }) => {
    // Armour of SSH, or its bytes without one.
    const ssh = new TextDecoder().decode(sig.subarray(0, 29));
    if (ssh !== '-----BEGIN SSH SIGNATURE-----' && !ssh.startsWith('SSHSIG')) return { key: keyid ?? '', state: 'unchecked' as const };
    const outcome = verifySshSig(sig, message, NAMESPACE, crypto);
    return outcome.kind === 'holds' ? { key: outcome.key.id, state: 'holds' as const } : { key: outcome.claimed ?? keyid ?? '', state: outcome.kind };
  });
}

/** What the policy claims. It stands in the repository, and so proves nothing of itself: which keys count says the register. */
export interface GittufPolicy {
  /** When each part of it ends, by its own word; the earliest. */
  readonly expires?: number;
  /** Keys that it lets sign for an app of a forge. */
  readonly appKeys: readonly string[];
  /** People it names, and how many keys each has. */
  readonly people: readonly { readonly id: string; readonly keys: readonly string[]; readonly accounts: readonly string[] }[];
}

/** Reads the parts of a policy, such as `metadata/root.json`. Parts that cannot be read are left out. Its signatures are not verified. */
export function readPolicy(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): GittufPolicy {
  const ends: number[] = [];
  const appKeys = new Set<string>();
  const people: GittufPolicy['people'][number][] = [];
  for (const { path, bytes } of files) {
    const value = payloadOf(bytes, path);
    const end = momentAt(value, 'expires');
    if (end !== undefined) ends.push(end);
    for (const app of Object.values(at(value, 'githubApps') ?? {}))
      for (const id of listAt(app, 'principalIDs') ?? []) if (typeof id === 'string') appKeys.add(id.slice(0, 300));
    for (const [id, one] of Object.entries(at(value, 'delegations', 'principals') ?? {}).slice(0, 10_000)) {
      if (textAt(one, 'personID') === undefined) continue;
      const accounts = Object.values(at(one, 'associatedIdentities') ?? {}).flatMap((text) => (typeof text === 'string' ? [accountOf(text).account] : []));
      people.push({ id, keys: Object.keys(at(one, 'keys') ?? {}).slice(0, 100), accounts: accounts.slice(0, 100) });
    }
  }
  return { ...(ends.length === 0 ? {} : { expires: Math.min(...ends) }), appKeys: [...appKeys], people };
}

function payloadOf(bytes: Uint8Array, path: string) {
  try {
    return parseJson(new TextDecoder().decode(readEnvelope(bytes, path).payload), path);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return undefined;
  }
}

/** What was read of gittuf, as a source. `expired`: whether the policy had ended at the moment of asking. */
export function gittufSource(files: readonly GittufFile[], expired: boolean): ReviewSource {
  const byFrom = new Map<ObjectId, GittufAttestation[]>();
  const authors = new Map<ObjectId, GittufRequest[]>();
  for (const { is, value } of files) {
    if (is === 'attestation') byFrom.set(value.from, [...(byFrom.get(value.from) ?? []), value]);
    else authors.set(value.commit, [...(authors.get(value.commit) ?? []), value]);
  }
  const made = (change: ChangeFacts | undefined): readonly GittufFact[] =>
    change === undefined
      ? []
      : (byFrom.get(change.parents[0] ?? ('' as ObjectId)) ?? [])
          .filter(({ target }) => target === change.tree || target === change.id)
          .map((one) => ({
            source: 'gittuf',
            kind: one.kind,
            ref: one.ref,
            signatures: one.signatures,
            approvers: one.approvers,
            // Who opened the request counts only by the word of the very key that approves.
            authors: (authors.get(change.id) ?? []).filter(({ signatures }) => shared(signatures, one.signatures)).map(({ author }) => author),
            policyExpired: expired,
          }));
  // What a merge brought is in the tree that was approved on the merge's own first parent.
  return { facts: (change, merge) => [...made(change), ...made(merge)] };
}

function shared(a: GittufFact['signatures'], b: GittufFact['signatures']): boolean {
  return a.some(({ key, state }) => state === 'holds' && b.some((other) => other.state === 'holds' && other.key === key));
}
