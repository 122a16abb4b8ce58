import type { AuditState } from './audit/state.ts';
import { isActive } from './audit/state.ts';
import type { Credential } from './model.ts';

const FLEET_OWNER = 'operator of the fleet';

/** Credentials that the fleet's ledger tells of: keys of authorities, and the certificates of devices that are in use. `made`: when an entry was recorded, in milliseconds. */
export function fleetCredentials({ authorities, certificates }: AuditState, made: (seq: number) => number | undefined): readonly Credential[] {
  const keys = [...authorities.values()]
    .filter(({ replaced, active }) => replaced === undefined || active > 0)
    .map(({ id, made: seq, notAfter, key, role, serial }): Credential => {
      const at = made(seq);
      return {
        id: `authority:${id}`,
        kind: 'ca-key',
        name: `${role} authority ${id}`,
        source: 'fleet',
        owner: FLEET_OWNER,
        strength: key,
        usedAt: ['certificates of the fleet'],
        mark: serial,
        lineage: `authority:${role}`,
        issuedByAssay: true,
        by: [seq],
        ...(at === undefined ? {} : { issuedAt: at }),
        ...(notAfter === undefined ? {} : { expiresAt: notAfter }),
      };
    });
  const devices = [...certificates.values()].filter(isActive).map(
    ({ serial, device, notBefore, notAfter, strength, issued }): Credential => ({
      id: `certificate:${serial}`,
      kind: 'device-certificate',
      name: device,
      source: 'fleet',
      owner: FLEET_OWNER,
      usedAt: [device],
      mark: serial,
      lineage: `device:${device}`,
      issuedByAssay: true,
      by: [issued],
      ...(strength === undefined ? {} : { strength }),
      ...(notBefore === 0 ? {} : { issuedAt: notBefore }),
      ...(notAfter === 0 ? {} : { expiresAt: notAfter }),
    }),
  );
  return [...keys, ...devices];
}

export interface TokenFact {
  readonly seq: number;
  readonly type: string;
  readonly body: { readonly token?: unknown; readonly person?: unknown; readonly at?: unknown; readonly expiresAt?: unknown };
}

/** Tokens of Assay's own server that are good at `at`, from the entries `token.issued` and `token.revoked` of the office's ledger. `millis`: reads a moment. */
export function officeCredentials(facts: Iterable<TokenFact>, at: number, millis: (text: string) => number): readonly Credential[] {
  const good = new Map<string, Credential>();
  for (const { seq, type, body } of facts) {
    const { token, person, at: issued, expiresAt } = body;
    if (typeof token !== 'string') continue;
    if (type === 'token.revoked') good.delete(token);
    if (type !== 'token.issued' || typeof expiresAt !== 'string' || typeof issued !== 'string') continue;
    good.set(token, {
      id: `token:${token}`,
      kind: 'api-token',
      name: token,
      source: 'office',
      usedAt: ['Assay’s own server'],
      mark: token,
      issuedByAssay: true,
      by: [seq],
      issuedAt: millis(issued),
      expiresAt: millis(expiresAt),
      ...(typeof person === 'string' ? { owner: person } : {}),
    });
  }
  return [...good.values()].filter(({ expiresAt = 0 }) => expiresAt > at);
}

/** A credential of the map: that it is there, where it is, and who it is one for. Of its age the map says nothing. */
export interface MapAsset {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly at: readonly { readonly part: string }[];
  readonly opens?: readonly { readonly part: string }[] | undefined;
}

/** Assets of kind `credential` that nothing else of the inventory stands for by `element`. */
export function mapCredentials(assets: readonly MapAsset[], known: readonly Credential[]): readonly Credential[] {
  const elements = new Set(known.flatMap(({ element }) => element ?? []));
  return assets
    .filter(({ id, kind }) => kind === 'credential' && !elements.has(id))
    .map(({ id, name, at, opens = [] }) => ({
      id: `map:${id}`,
      kind: 'other',
      name,
      source: 'map',
      element: id,
      usedAt: [...new Set([...at, ...opens].map(({ part }) => part))],
      issuedByAssay: false,
      by: [],
    }));
}
