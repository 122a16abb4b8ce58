import { resolve } from 'node:path';
import { Digest, type Json, Refused } from '../core/index.ts';
import type { Register } from '../development/person/register.ts';
import { ACT_TYPE, actPayload, mayActAs } from '../development/release/actor.ts';
import { releaseFaults } from '../development/release/faults.ts';
import { envelopeText } from '../development/statement/dsse.ts';
import { openSigningKey, type SigningKey } from '../development/statement/edge/key.ts';
import { signEnvelope } from '../development/statement/verify.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import type { Arguments, Io, Option } from './command.ts';
import { secretAt } from './secret.ts';

/** Options of acts that count as one of two people. */
export const ACTOR: readonly Option[] = [
  {
    name: 'people',
    kind: 'text',
    value: 'FILE',
    about: 'the register of people, by which two names are known to be one person’s (default: ./people.yaml, where there is one)',
  },
];

/** The key that signs an act, where one does: of a person of the register who may act under that name. Throws `Refused` (ASSAY-RELEASE-014, ASSAY-STATEMENT-006). */
export function actingKey(args: Arguments, io: Io, register: Register, by: string): SigningKey | undefined {
  const file = args.text('key');
  if (file === undefined) return undefined;
  const from = args.text('passphrase');
  const key = openSigningKey(resolve(io.cwd, file), () => (from === undefined ? undefined : secretAt(from, io, 'passphrase of the key')));
  const may = mayActAs(register, by, key.id, Math.floor(io.now() / 1000));
  if (may === 'yes') return key;
  throw new Refused(
    releaseFaults.fault('014', {
      message: may === 'nobody' ? 'the register of people has no person with this key' : `"${by}" is somebody else by the register of people`,
      field: '--key',
      expected: `a key of whoever acts as ${by}`,
      found: key.id,
      remedy: 'Enter the key and actsAs in people.yaml, with who confirmed the entry; or act under your own name.',
    }),
  );
}

/** What stands beside an act that was signed: the key and the digest of the envelope, which is kept. */
export function signedAct(dataDir: string, key: SigningKey, type: string, body: Json): { readonly key: string; readonly envelope: Digest } {
  const envelope = envelopeText(signEnvelope(ACT_TYPE, actPayload(type, body), [{ sign: key.sign, keyid: key.id }]));
  const digest = Digest.of(envelope);
  keepRaw(dataDir, new TextEncoder().encode(envelope), digest);
  return { key: key.id, envelope: digest };
}

/** How an act is shown: who, and by what that is known. */
export function actedBy(by: string, signed: { readonly key: string } | undefined): string {
  return signed === undefined ? `${by} (typed, not signed)` : `${by} (signed by ${signed.key.slice(0, 19)})`;
}
