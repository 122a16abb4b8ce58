import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Instant } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { readCertificate } from '../certificate-read.ts';
import { type Health, healthOf } from '../health.ts';
import type { KeyKind } from '../model.ts';
import { nameText } from '../name.ts';
import { readPublicKey } from '../public-key.ts';
import { caFolder } from './making.ts';
import { profilesOf } from './profile-file.ts';
import { authoritiesIn, certificateIn, countsOf, type KeptAuthority, lastRevocation, linksIn, newestCrl } from './tables.ts';

/** One authority, for people and for `--json`. */
export interface AuthorityStatus {
  readonly id: string;
  readonly role: 'root' | 'issuing';
  readonly subject: string;
  readonly serial: string;
  readonly parent: string;
  readonly kind: KeyKind;
  /** A file's name, or the URI of a token's key. */
  readonly key: string;
  readonly keyHere: boolean;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly fingerprint: string;
  readonly replacedBy?: string;
  readonly url?: string;
  readonly shards: number;
  readonly issued: number;
  readonly good: number;
  readonly revoked: number;
  /** Since when its own certificate is revoked. */
  readonly revokedAt?: string;
  readonly list?: { readonly number: number; readonly at: string; readonly nextUpdate: string; readonly entries: number };
}

export interface CaStatus extends Health {
  readonly at: string;
  readonly authorities: readonly AuthorityStatus[];
  /** Which root leads to which, and until when. */
  readonly links: readonly { readonly kind: string; readonly old: string; readonly new: string; readonly notAfter: string }[];
}

/** How the authority of a fleet stands. */
export function statusOf(fleet: Fleet): CaStatus {
  const now = Instant.of(Math.floor(fleet.now() / 1000) * 1000);
  const kept = authoritiesIn(fleet.db);
  const authorities = kept.map((each) => authorityStatus(fleet, each, now));
  const facts = authorities.map(({ list, notAfter, revokedAt, ...each }) => ({
    ...each,
    notAfter: Instant.parse(notAfter),
    revoked: revokedAt !== undefined,
    ...(list === undefined ? {} : { list: { nextUpdate: Instant.parse(list.nextUpdate), behind: each.role === 'root' && isBehind(fleet, each.id) } }),
  }));
  const longest = Duration.days(Math.max(...profilesOf(fleet).map(({ days }) => days)));
  return {
    at: Instant.format(now),
    authorities,
    links: linksIn(fleet.db).map(({ certificate, ...each }) => ({ ...each, notAfter: Instant.format(readCertificate(certificate).notAfter) })),
    ...healthOf(facts, now, longest),
  };
}

/** Whether something was revoked since the newest list. */
function isBehind(fleet: Fleet, id: string): boolean {
  return lastRevocation(fleet.db, id) > (newestCrl(fleet.db, id, 'full')?.upTo ?? -1);
}

function authorityStatus(fleet: Fleet, kept: KeptAuthority, now: Instant): AuthorityStatus {
  const certificate = readCertificate(kept.certificate);
  const list = newestCrl(fleet.db, kept.id, 'full');
  const { place } = kept;
  const revoked = certificateIn(fleet.db, certificate.serial)?.revoked;
  return {
    id: kept.id,
    role: kept.role,
    subject: nameText(certificate.subject),
    serial: certificate.serial,
    parent: kept.parent,
    kind: readPublicKey(certificate.publicKey).kind,
    key: place.kind === 'file' ? place.file : place.uri,
    keyHere: place.kind === 'file' && existsSync(join(caFolder(fleet), place.file)),
    notBefore: Instant.format(certificate.notBefore),
    notAfter: Instant.format(certificate.notAfter),
    fingerprint: kept.fingerprint,
    ...(kept.replacedBy === undefined ? {} : { replacedBy: kept.replacedBy }),
    ...(kept.url === undefined ? {} : { url: kept.url }),
    shards: kept.shards,
    ...countsOf(fleet.db, kept.id, now),
    ...(revoked === undefined ? {} : { revokedAt: Instant.format(revoked.at) }),
    ...(list === undefined
      ? {}
      : { list: { number: list.number, at: Instant.format(list.at), nextUpdate: Instant.format(list.nextUpdate), entries: list.entries } }),
  };
}
