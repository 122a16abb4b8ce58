import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Instant, Refused } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { privateKeyFromPem } from '../../../ledger/edge/ed25519.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { ReceiptKeyMade } from '../events.ts';
import { retirementFaults } from '../faults.ts';
import { receiptKeyOf } from './projector.ts';

/** Signs the receipts of a fleet: Ed25519 (RFC 8032), over the text's bytes. The private key stays in this closure and its file. */
export interface ReceiptSigner {
  /** PEM, as `openssl pkeyutl -pubin -inkey` takes it. */
  readonly publicKey: string;
  /** Base64 of 64 bytes. */
  sign(text: string): string;
}

const FILE = 'receipt-key';

/**
 * The key that this fleet's receipts are signed with: PKCS #8 in `receipt-key`, for its owner alone, made at first use; its public half stands on the ledger before it signs anything.
 * Throws `Refused` (ASSAY-RETIREMENT-006) where it is gone, open to others, or another than the ledger's.
 */
export async function receiptSigner(fleet: Fleet): Promise<ReceiptSigner> {
  const file = join(fleet.folder, FILE);
  const entered = receiptKeyOf(fleet.db);
  if (!existsSync(file)) {
    if (entered !== undefined) throw unusable(file, 'the key that was made for this fleet', 'none');
    const { privateKey } = generateKeyPairSync('ed25519');
    writeDurably(file, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, 0o600);
  }
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw unusable(file, 'file mode 0600', `file mode 0${mode.toString(8)}`);
  const key = privateKeyFromPem(readFileSync(file, 'utf8'));
  if (key === undefined) throw unusable(file, 'an Ed25519 private key in PKCS #8 PEM', 'something else');
  const publicKey = publicPem(key);
  if (entered !== undefined && entered !== publicKey) throw unusable(file, 'the key whose public half stands on the fleet’s ledger', 'another');
  if (entered === undefined) {
    await fleet.act('receipt-key', () =>
      receiptKeyOf(fleet.db) === undefined
        ? { ok: true, events: [{ type: 'receipt.key-made', at: Instant.format(fleet.now()), publicKey } satisfies ReceiptKeyMade] }
        : { ok: true, events: [] },
    );
  }
  return { publicKey, sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64') };
}

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
}

function unusable(file: string, expected: string, found: string): Refused {
  return new Refused(
    retirementFaults.fault('006', {
      message: `the key that signs receipts cannot be used: found ${found}`,
      file,
      expected,
      found,
      remedy: 'Put the file back from your back-up. What was retired is retired; its receipts are issued once the key is there.',
    }),
  );
}
