import { Instant, Refused } from '../../../core/index.ts';
import { leafHash } from '../../../ledger/hash.ts';
import type { Seq } from '../../../ledger/model.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { receiptSigner } from '../../retirement/edge/receipt-key.ts';
import type { DataErased, DataExported, DataReceiptIssued, ErasureBegun } from '../events.ts';
import { dataFaults } from '../faults.ts';
import type { RequestId } from '../model.ts';
import { type DataRequest, dataReceiptText } from '../receipt.ts';
import type { DataStore } from './port.ts';
import { dataReceiptOf, requestOf } from './projector.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `de_` or `dx_` and 20 of a-z0-9: 103 bits. */
export function requestId(prefix: 'de' | 'dx', random: Fleet['random']): RequestId {
  let id = '';
  while (id.length < 20) {
    // Bytes that would favour some letters are thrown away.
    for (const byte of random(32)) if (byte < 252 && id.length < 20) id += ALPHABET[byte % 36];
  }
  return `${prefix}_${id}` as RequestId;
}

const keyOf = (household: string): string => `data:${household}`;

/** Enters the request: from here on it is carried out, over restarts too. */
export async function beginErasure(fleet: Fleet, household: HouseholdId, by: string, device?: DeviceId): Promise<RequestId> {
  const request = requestId('de', fleet.random);
  const event: ErasureBegun = {
    type: 'data.erasure-begun',
    at: Instant.format(fleet.now()),
    request,
    household,
    ...(device === undefined ? {} : { device }),
    by,
  };
  await fleet.act(keyOf(household), () => ({ ok: true, events: [event] }));
  return request;
}

/** Destroys what a request is about, and enters that it is done. Asked again after a crash it gives what went both times. `store`: `undefined` where nothing was ever kept. */
export async function carryOut(fleet: Fleet, store: DataStore | undefined, { id, household, device }: DataRequest): Promise<void> {
  const { records, keys } = (await store?.destroy(id, household as HouseholdId, device as DeviceId | undefined)) ?? { records: 0, keys: 0 };
  await fleet.act(keyOf(household), () => {
    if (requestOf(fleet.db, id)?.doneAt !== undefined) return { ok: true, events: [] };
    const event: DataErased = { type: 'data.erased', at: Instant.format(fleet.now()), request: id, household: household as HouseholdId, records, keys };
    return { ok: true, events: [event] };
  });
}

export async function enterExport(fleet: Fleet, event: Omit<DataExported, 'type' | 'at'>): Promise<void> {
  await fleet.act(keyOf(event.household), () => ({
    ok: true,
    events: [{ ...event, type: 'data.exported', at: Instant.format(fleet.now()) } satisfies DataExported],
  }));
}

export interface SignedReceipt {
  readonly request: RequestId;
  readonly receipt: string;
  /** Base64. */
  readonly signature: string;
  readonly publicKey: string;
}

/** The signed receipt of a request that is done, made once. Throws `Refused` (ASSAY-DATA-009, ASSAY-RETIREMENT-006). */
export async function dataReceipt(fleet: Fleet, id: string): Promise<SignedReceipt> {
  const request = requestOf(fleet.db, id);
  if (request?.doneAt === undefined) throw noRequest(id, request !== undefined);
  const { doneAt } = request;
  const signer = await receiptSigner(fleet);
  await fleet.act(keyOf(request.household), () => {
    if (dataReceiptOf(fleet.db, id) !== undefined) return { ok: true, events: [] };
    const rested = request.entries.flatMap((seq) => {
      const [entry] = fleet.ledger.read(seq as Seq, 1);
      return entry === undefined ? [] : [{ seq, type: entry.type, leaf: leafHash(entry.canonical) }];
    });
    const text = dataReceiptText({ ...request, doneAt }, rested, { origin: fleet.ledger.origin, head: fleet.ledger.head() }, fleet.now());
    const event: DataReceiptIssued = {
      type: 'data.receipt-issued',
      at: Instant.format(fleet.now()),
      request: request.id,
      receipt: text,
      signature: signer.sign(text),
    };
    return { ok: true, events: [event] };
  });
  const issued = dataReceiptOf(fleet.db, id);
  if (issued === undefined) throw new TypeError('a receipt that was issued is not there');
  return { request: request.id, ...issued, publicKey: signer.publicKey };
}

function noRequest(found: string, open: boolean): Refused {
  return new Refused(
    dataFaults.fault('009', {
      message: open ? 'this request is not done yet' : 'there is no such request',
      expected: 'the id of an erasure or an export that is done, such as de_…',
      found: found.slice(0, 100),
      remedy: open
        ? 'Ask again in a moment; assay product data status counts what is open.'
        : 'Look at the receipt, or at the answer to the command: it names the request.',
    }),
  );
}
