import type { DatabaseSync } from 'node:sqlite';
import { credentialOf, deviceOf } from '../../device/edge/questions.ts';
import type { Presented } from '../../device/model.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { orderText, type WipeOrder } from '../order.ts';
import { maySign, retirementOf } from './projector.ts';
import { receiptSigner } from './receipt-key.ts';

/** The order that waits for whoever shows this certificate, where they may confirm it: a device hears it for as long as it has not, retired or not. */
export function orderOwed(db: DatabaseSync, { serial, fingerprint }: Presented): WipeOrder | undefined {
  const credential = credentialOf(db, serial);
  if (credential === undefined || credential.fingerprint !== fingerprint) return undefined;
  const { device, state } = credential;
  const wipe = deviceOf(db, device)?.wipe;
  const retirement = retirementOf(db, device);
  if (wipe === undefined || wipe.confirmedAt !== undefined || retirement === undefined) return undefined;
  const may = state === 'pending' || state === 'current' || maySign(db, retirement.id, serial);
  return may ? { device, order: wipe.order, kind: retirement.kind, askedAt: wipe.askedAt } : undefined;
}

/** The order with what it takes to believe it. */
export interface SignedOrder {
  readonly order: string;
  /** What was signed. */
  readonly text: string;
  /** Base64: Ed25519, by the key of receipts. */
  readonly signature: string;
  /** PEM. */
  readonly key: string;
}

/** Throws `Refused` (ASSAY-RETIREMENT-006). */
export async function signedOrder(fleet: Fleet, owed: WipeOrder): Promise<SignedOrder> {
  const { publicKey, sign } = await receiptSigner(fleet);
  const text = orderText(owed);
  return { order: owed.order, text, signature: sign(text), key: publicKey };
}
