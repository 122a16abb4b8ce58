import { generateKeyPairSync } from 'node:crypto';
import { pemOf } from '../../../core/der/armour.ts';
import { Duration, Instant } from '../../../core/index.ts';
import type { OpenAuthority } from '../../ca/edge/authority.ts';
import { startOf } from '../../ca/edge/making.ts';
import type { Profile, Usage } from '../../ca/model.ts';
import type { Fleet } from '../../fleet/edge/port.ts';

/** What a listener shows of itself, in PEM, and until when. */
export interface Identity {
  readonly key: string;
  /** The chain, its own certificate first. */
  readonly cert: string;
  readonly notAfter: Instant;
}

const SERVER: Profile = { name: 'server', days: 30, graceDays: 0, usages: ['server'], keys: ['p-256'], approval: false, serverKeys: false };

/** A certificate of this process's own from the fleet's authority, for a key that is never written down. `names`: DNS names, the first of them its common name. `also`: what it is used for besides. Throws `Refused` (ASSAY-CA-001, -008, and what signing refuses). */
export async function ownIdentity(fleet: Fleet, authority: OpenAuthority, names: readonly string[], also: readonly Usage[] = []): Promise<Identity> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = fleet.now();
  const notAfter = Instant.of(Math.floor(Instant.plus(now, Duration.days(SERVER.days)) / 1000) * 1000);
  const { certificate } = await authority.issue({
    profile: { ...SERVER, usages: [...SERVER.usages, ...also] },
    name: names[0] ?? 'localhost',
    publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    dnsNames: names,
    notBefore: startOf(now),
    notAfter,
  });
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    // Without the root: who has to have it has it, and who has an older one needs what links them.
    cert: [certificate, ...authority.chain.slice(0, -1)].map((der) => pemOf('CERTIFICATE', der)).join(''),
    notAfter,
  };
}
