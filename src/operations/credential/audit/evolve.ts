import { Instant, isInstantText } from '../../../core/index.ts';
import { strengthInCertificate } from '../certificate-key.ts';
import { strengthNamed } from '../strength.ts';
import { type AuthorityFact, type CertificateFact, type Fact, numberIn, textIn } from './facts.ts';
import { type AuditState, isActive } from './state.ts';

const momentIn = (body: Fact['body'], name: string): number | undefined => {
  const text = textIn(body, name);
  return text !== undefined && isInstantText(text) ? Instant.parse(text) : undefined;
};

/** Takes one entry into the state, and says which subjects it touched: no other finding can have changed by it. */
export function evolve(state: AuditState, { seq, type, body }: Fact): readonly string[] {
  state.size = Math.max(state.size, seq + 1);
  switch (type) {
    case 'authority.made':
      return authorityMade(state, seq, body);
    case 'authority.rotated':
      return changed(state, textIn(body, 'from') ?? '', (was) => ({ ...was, replaced: seq }));
    case 'certificate.issued':
      return issued(state, seq, body);
    case 'credential.used':
      return used(state, seq, body);
    case 'certificate.revoked':
      return revoked(state, seq, body);
    case 'crl.issued':
      return listed(state, seq, body);
    case 'device.retired':
      return retired(state, seq, textIn(body, 'device') ?? '');
    case 'session.refused':
      return refused(state, seq, body);
    case 'policies.changed':
      state.policiesChanged = seq;
      return ['policies'];
    default:
      return [];
  }
}

function authorityMade(state: AuditState, seq: number, body: Fact['body']): readonly string[] {
  const [id, serial] = [textIn(body, 'authority'), textIn(body, 'serial')];
  if (id === undefined || serial === undefined) return [];
  state.bySerial.set(serial, id);
  state.authorities.set(id, {
    id,
    role: textIn(body, 'role') ?? 'unknown',
    serial,
    key: strengthInCertificate(textIn(body, 'certificate') ?? ''),
    made: seq,
    unlisted: [],
    active: 0,
    latest: 0,
  });
  return [`authority:${id}`, 'fleet'];
}

function changed(state: AuditState, id: string, change: (was: AuthorityFact) => AuthorityFact): readonly string[] {
  const was = state.authorities.get(id);
  if (was === undefined) return [];
  state.authorities.set(id, change(was));
  return [`authority:${id}`];
}

/** Puts a certificate in place of what it was, and keeps the count of its authority. */
function put(state: AuditState, was: CertificateFact | undefined, now: CertificateFact): readonly string[] {
  state.certificates.set(now.serial, now);
  const more = Number(isActive(now)) - Number(was !== undefined && isActive(was));
  const touched = changed(state, now.issuer, (authority) => ({
    ...authority,
    active: authority.active + more,
    latest: Math.max(authority.latest, now.notAfter),
  }));
  return [`certificate:${now.serial}`, ...touched];
}

function issued(state: AuditState, seq: number, body: Fact['body']): readonly string[] {
  const [serial, device, issuer] = [textIn(body, 'serial'), textIn(body, 'device'), textIn(body, 'issuer') ?? ''];
  if (serial === undefined) return [];
  const notAfter = momentIn(body, 'notAfter');
  const touched = [
    // What it signed to speak for its own past is no new trust.
    ...changed(state, issuer, (was) =>
      was.revoked === undefined || was.signedAfter !== undefined || textIn(body, 'profile') === 'ocsp-responder' ? was : { ...was, signedAfter: seq },
    ),
    // An authority's own stands behind `authority.made`, and says when it ends.
    ...changed(state, state.bySerial.get(serial) ?? '', (was) => (notAfter === undefined ? was : { ...was, notAfter })),
  ];
  if (device === undefined) return touched;
  // The same serial for another device, or again: the first stands, and that it was given twice is a key on several devices below.
  const before = state.certificates.get(serial);
  const key = textIn(body, 'key');
  const kind = textIn(body, 'keyKind');
  const gone = state.retired.get(device);
  const certificate: CertificateFact = before ?? {
    serial,
    issuer,
    device,
    profile: textIn(body, 'profile') ?? '',
    notBefore: momentIn(body, 'notBefore') ?? 0,
    notAfter: notAfter ?? 0,
    issued: seq,
    ...(key === undefined ? {} : { key }),
    ...(kind === undefined ? {} : { strength: strengthNamed(kind) }),
    ...(gone === undefined ? {} : { retired: gone }),
  };
  const all = put(state, before, certificate);
  if (before === undefined) state.ofDevice.set(device, [...(state.ofDevice.get(device) ?? []), serial]);
  const group = key ?? (before !== undefined && before.device !== device ? `serial-${serial}` : undefined);
  if (group === undefined) return [...touched, ...all];
  const holders = new Map(state.ofKey.get(group) ?? (key === undefined && before !== undefined ? [[before.device, before.issued]] : []));
  holders.set(device, holders.get(device) ?? seq);
  state.ofKey.set(group, holders);
  return [...touched, ...all, `key:${group}`];
}

function used(state: AuditState, seq: number, body: Fact['body']): readonly string[] {
  state.endpoint ??= seq;
  const was = state.certificates.get(textIn(body, 'serial') ?? '');
  if (was === undefined) return ['fleet'];
  const touched = [...put(state, was, { ...was, used: was.used ?? seq, ...(was.revoked === undefined ? {} : { usedAfter: was.usedAfter ?? seq }) }), 'fleet'];
  // What the device had of the same profile before is superseded by the first use of this one.
  for (const serial of state.ofDevice.get(was.device) ?? []) {
    const other = state.certificates.get(serial);
    if (other !== undefined && other.profile === was.profile && other.issued < was.issued && other.superseded === undefined)
      touched.push(...put(state, other, { ...other, superseded: seq }));
  }
  return touched;
}

function revoked(state: AuditState, seq: number, body: Fact['body']): readonly string[] {
  const serial = textIn(body, 'serial') ?? '';
  const authority = state.bySerial.get(serial);
  if (authority !== undefined) return changed(state, authority, (was) => (was.revoked === undefined ? { ...was, revoked: seq } : was));
  const was = state.certificates.get(serial);
  if (was === undefined || was.revoked !== undefined) return [];
  const touched = put(state, was, { ...was, revoked: seq });
  const at = momentIn(body, 'at') ?? 0;
  return [...touched, ...changed(state, was.issuer, (issuer) => ({ ...issuer, unlisted: [...issuer.unlisted, { seq, at }] }))];
}

function listed(state: AuditState, seq: number, body: Fact['body']): readonly string[] {
  const upTo = numberIn(body, 'upTo') ?? -1;
  return changed(state, textIn(body, 'authority') ?? '', (was) => ({
    ...was,
    list: { upTo, seq },
    unlisted: was.unlisted.filter((each) => each.seq > upTo),
  }));
}

function retired(state: AuditState, seq: number, device: string): readonly string[] {
  if (state.retired.has(device)) return [];
  state.retired.set(device, seq);
  return (state.ofDevice.get(device) ?? []).flatMap((serial) => {
    const was = state.certificates.get(serial);
    return was === undefined || was.retired !== undefined ? [] : put(state, was, { ...was, retired: seq });
  });
}

function refused(state: AuditState, seq: number, body: Fact['body']): readonly string[] {
  state.endpoint ??= seq;
  const counts = body['counts'];
  const count = typeof counts === 'object' && counts !== null && !Array.isArray(counts) ? (counts as Fact['body'])['wrong-client'] : undefined;
  if (typeof count === 'number' && count > 0) state.conflict = { seq, at: momentIn(body, 'at') ?? 0, count };
  return ['fleet'];
}
