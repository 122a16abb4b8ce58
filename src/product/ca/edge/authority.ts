import { hexOf } from '../../../core/der/hex.ts';
import { Duration, type Fault, Instant, Refused } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { shardOf } from '../address.ts';
import { fingerprintOf, serialOf, signed, type Template } from '../certificate.ts';
import { readCertificate } from '../certificate-read.ts';
import type { CertificateIssued } from '../events.ts';
import { caFaults } from '../faults.ts';
import { bodyOf, type Issuer, judgeIssuance, profileTemplate } from '../issue.ts';
import type { Authority, Issuance, Issued, Signer } from '../model.ts';
import { readPublicKey } from '../public-key.ts';
import { familyOf } from '../signature.ts';
import type { Keys } from './keys.ts';
import { actOf } from './revoking.ts';
import { authoritiesIn, certificateIn, type KeptAuthority, linksIn, otherHolderOf } from './tables.ts';

/** The authority with its keys at hand. */
export interface OpenAuthority extends Authority {
  /** The issuing authority that signs now, such as `issuing-1`. */
  readonly id: string;
  /** An authority that is or was, with its key opened. Throws `Refused` (ASSAY-CA-010 to -014, -017). */
  signing(id: string): Promise<{ readonly issuer: Issuer; readonly signer: Signer }>;
  /** The DER certificate of an authority that is or was; `undefined` where there is none. */
  certificateOf(id: string): Uint8Array | undefined;
  /** Stops listening to the fleet. */
  close(): void;
}

interface State {
  /** What verifiers are told of the authority itself. */
  readonly revoked: boolean;
  readonly all: readonly KeptAuthority[];
  readonly issuing: KeptAuthority;
  readonly chain: readonly Uint8Array[];
  readonly anchors: readonly Uint8Array[];
}

interface AuthorityOptions {
  readonly fleet: Fleet;
  readonly keys: Keys;
  /** Open the key of the issuing authority now and not when it is needed (the default). */
  readonly eager?: boolean;
}

/**
 * Opens the authority of a fleet: the key of the issuing authority that signs now is opened at once, others when they are needed. After a roll-over the same object signs with the new one.
 * Throws `Refused`: ASSAY-CA-014 where none was made, and what opening its key refuses.
 */
export async function openAuthority({ fleet, keys, eager = true }: AuthorityOptions): Promise<OpenAuthority> {
  let state: State | undefined = stateOf(fleet);
  const current = (): State => {
    state ??= stateOf(fleet);
    return state;
  };
  const opened = new Map<string, Promise<{ readonly issuer: Issuer; readonly signer: Signer }>>();
  const templates = new Map<string, Template>();
  const stop = fleet.listen((type) => {
    if (type === 'authority.made' || type === 'authority.rotated' || type === 'certificate.revoked') state = undefined;
  });

  const signing = (id: string) => {
    const known = opened.get(id);
    if (known !== undefined) return known;
    const opening = (async () => {
      const kept = current().all.find((each) => each.id === id);
      if (kept === undefined) throw none(`an authority ${id}`);
      return { issuer: issuerOf(kept), signer: await keys.open(kept) };
    })();
    opened.set(id, opening);
    // A token that was away may be back the next time.
    opening.catch(() => opened.delete(id));
    return opening;
  };

  const templateFor = (issuer: Issuer, asked: Issuance, family: ReturnType<typeof familyOf>, shard: number): Template => {
    const key = `${issuer.id} ${family} ${shard} ${asked.profile.usages.join()}`;
    const known = templates.get(key);
    if (known !== undefined) return known;
    const made = profileTemplate(issuer, asked.profile, family, shard);
    templates.set(key, made);
    return made;
  };

  const authority: OpenAuthority = {
    get id() {
      return current().issuing.id;
    },
    get chain() {
      return current().chain;
    },
    get anchors() {
      return current().anchors;
    },
    signing,
    certificateOf: (id) => current().all.find((each) => each.id === id)?.certificate,
    close: stop,
    async issue(asked) {
      if (current().revoked) throw revokedItself(current().issuing.id);
      const { issuer, signer } = await signing(current().issuing.id);
      const judged = judgeIssuance(issuer, asked);
      const number = serialOf(fleet.random(20));
      const serial = hexOf(number);
      const template = templateFor(issuer, asked, familyOf(judged.publicKey.kind), shardOf(serial, issuer.shards));
      const body = bodyOf(template, asked, judged, number);
      const certificate = signed(body, issuer.kind, await signer.sign(body));
      const key = fingerprintOf(judged.publicKey.der);
      const issued: Issued = { serial, certificate, fingerprint: fingerprintOf(certificate) };
      asked.before?.(issued);
      // Nobody gets a certificate that is not known here: what is not known, OCSP and lists cannot speak of.
      await fleet.act(actOf(serial, asked.device), () => {
        const faults = current().revoked ? revokedItself(issuer.id).faults : [...(asked.allowed?.() ?? []), ...sharedKey(fleet, key, asked.device)];
        return faults.length > 0
          ? { ok: false, faults }
          : { ok: true, events: [issuedFact(fleet.now(), issuer, asked, issued, { key, keyKind: judged.publicKey.kind }), ...(asked.along?.() ?? [])] };
      });
      return issued;
    },
  };
  if (eager) await signing(authority.id);
  return authority;
}

/** Two devices with one key are copies of one another; whoever lets devices in refuses that before, and tells of it. */
function sharedKey(fleet: Fleet, key: string, device: Issuance['device']): readonly Fault[] {
  if (device === undefined || otherHolderOf(fleet.db, key, device) === undefined) return [];
  return [
    caFaults.fault('026', {
      message: 'this key was certified for another device',
      field: 'public key',
      expected: 'a key of this device alone',
      found: 'one that another device has',
      remedy: 'Make a key on each device.',
    }),
  ];
}

function issuedFact(
  at: Instant,
  issuer: Issuer,
  asked: Issuance,
  { serial, fingerprint }: Issued,
  of: Required<Pick<CertificateIssued, 'key' | 'keyKind'>>,
): CertificateIssued {
  return {
    type: 'certificate.issued',
    at: Instant.format(at),
    serial,
    issuer: issuer.id,
    profile: asked.profile.name,
    notBefore: Instant.format(asked.notBefore),
    notAfter: Instant.format(asked.notAfter),
    fingerprint,
    ...of,
    ...(asked.profile.graceDays === 0 ? {} : { graceUntil: Instant.format(Instant.plus(asked.notAfter, Duration.days(asked.profile.graceDays))) }),
    ...(asked.device === undefined ? {} : { device: asked.device }),
  };
}

function issuerOf(kept: KeptAuthority): Issuer {
  const certificate = readCertificate(kept.certificate);
  return {
    id: kept.id,
    certificate,
    kind: readPublicKey(certificate.publicKey).kind,
    ...(kept.url === undefined ? {} : { url: kept.url }),
    shards: kept.shards,
  };
}

function stateOf(fleet: Fleet): State {
  const all = authoritiesIn(fleet.db);
  const issuing = all.findLast((each) => each.role === 'issuing' && each.replacedBy === undefined);
  const root = all.find((each) => each.id === issuing?.parent);
  if (issuing === undefined || root === undefined) throw none('an issuing authority');
  // What is over helps nobody. The newest root first: a client that takes only one takes that which lasts longest.
  const alive = (certificate: Uint8Array) => readCertificate(certificate).notAfter > fleet.now();
  const roots = all.filter((each) => each.role === 'root' && alive(each.certificate)).toReversed();
  const links = linksIn(fleet.db).filter((link) => alive(link.certificate));
  return {
    all,
    issuing,
    revoked: [issuing, root].some(({ certificate }) => certificateIn(fleet.db, readCertificate(certificate).serial)?.revoked !== undefined),
    // Who holds an older root verifies by the links to it; who holds the newest passes them over.
    chain: [
      issuing.certificate,
      ...links
        .filter((link) => link.kind === 'new-with-old')
        .map((link) => link.certificate)
        .toReversed(),
      root.certificate,
    ],
    anchors: [...roots.map((each) => each.certificate), ...links.map((link) => link.certificate)],
  };
}

function revokedItself(id: string): Refused {
  return new Refused(
    caFaults.fault('021', {
      message: `${id}, or the root above it, was revoked: nobody would accept what it signs`,
      expected: 'an authority that stands',
      found: 'one that was revoked',
      remedy: 'Make a new one: assay product ca rotate issuing, or root where that was revoked.',
    }),
  );
}

function none(what: string): Refused {
  return new Refused(
    caFaults.fault('014', { message: 'there is no authority that could sign', expected: what, found: 'none', remedy: 'Make one: assay product ca init' }),
  );
}
