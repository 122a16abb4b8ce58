import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, Digest, Instant, type Json, Refused } from '../../../core/index.ts';
import { NEW_FILE, writeDurably } from '../../../ledger/edge/durable-file.ts';
import type { DataClass } from '../../authorization/model.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { HouseholdId } from '../../fleet/model.ts';
import { dataFaults } from '../faults.ts';
import type { DataRecord } from '../model.ts';
import type { DataStore, Series, Wanted } from './port.ts';
import { dataReceipt, enterExport, requestId, type SignedReceipt } from './requests.ts';

const PAGE = 500;

/** As people and programs read it: the value as text where it is UTF-8, else in base64. */
export function recordJson({ at, device, channel, dataClass, purpose, until, value }: DataRecord): { readonly [key: string]: Json } {
  const text = textOf(value);
  return {
    at: Instant.format(at),
    device,
    channel,
    class: dataClass,
    purpose,
    until: Instant.format(until),
    ...(text === undefined ? { base64: Buffer.from(value).toString('base64') } : { text }),
  };
}

function textOf(value: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    return undefined;
  }
}

export interface Exported extends SignedReceipt {
  readonly records: number;
  /** Rows that did not open: they are not in the file. */
  readonly unopened: number;
  /** Came under a class that whoever asks may not have: neither are they. */
  readonly withheld: number;
}

export interface ExportAsked {
  readonly household: HouseholdId;
  readonly by: string;
  readonly folder: string;
  readonly series: readonly Series[];
  readonly may: (series: Series, dataClass: DataClass) => boolean;
}

/** Writes all of these series into a folder that is new, 0700, with a manifest and a signed receipt; where that fails, the folder is taken away again. Throws `Refused` (ASSAY-DATA-008, ASSAY-RETIREMENT-006). */
export async function exportSeries(fleet: Fleet, store: DataStore | undefined, asked: ExportAsked): Promise<Exported> {
  const { folder } = asked;
  newFolder(folder);
  try {
    return await written(fleet, store, asked);
  } catch (error) {
    // What was written of it is readable to whoever reads the disk, and nobody has a receipt of it.
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function written(fleet: Fleet, store: DataStore | undefined, { household, by, folder, series, may }: ExportAsked): Promise<Exported> {
  const request = requestId('dx', fleet.random);
  const file = openSync(join(folder, 'records.jsonl'), NEW_FILE, 0o600);
  const hash = createHash('sha256');
  let [bytes, records, unopened, withheld] = [0, 0, 0, 0];
  const parts: { device: string; channel: string; records: number }[] = [];
  try {
    for (const one of series) {
      let own = 0;
      const classes = new Map<DataClass, boolean>();
      const open = ({ dataClass }: DataRecord) => {
        const known = classes.get(dataClass) ?? may(one, dataClass);
        classes.set(dataClass, known);
        return known;
      };
      for (let after: Wanted['after']; ; ) {
        const found = store?.read(one, { limit: PAGE, ...(after === undefined ? {} : { after }) });
        const given = (found?.records ?? []).filter(open);
        const text = given.map((record) => `${JSON.stringify(recordJson(record))}\n`).join('');
        const chunk = Buffer.from(text);
        for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written);
        hash.update(chunk);
        bytes += chunk.length;
        own += given.length;
        withheld += (found?.records.length ?? 0) - given.length;
        unopened += found?.bad.length ?? 0;
        if (found?.next === undefined) break;
        after = found.next;
        // Sessions of devices have their turn between pages.
        await new Promise((done) => setImmediate(done));
      }
      records += own;
      parts.push({ device: one.device, channel: one.channel, records: own });
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  const manifest = `${canonicalJson({
    format: 'assay-export/1',
    request,
    household,
    madeAt: Instant.format(fleet.now()),
    files: [{ name: 'records.jsonl', bytes, records, digest: `sha256:${hash.digest('hex')}` }],
    parts,
    unopened,
    withheld,
  })}\n`;
  const write = (name: string, content: string | Uint8Array) => writeDurably(join(folder, name), content, 0o600);
  write('manifest.json', manifest);
  await enterExport(fleet, { request, household, by, records, manifest: Digest.of(manifest) });
  const signed = await dataReceipt(fleet, request);
  write('receipt.json', signed.receipt);
  write('receipt.sig', Buffer.from(signed.signature, 'base64'));
  write('fleet-key.pem', signed.publicKey);
  return { ...signed, records, unopened, withheld };
}

function newFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    throw new Refused(
      dataFaults.fault('008', {
        message: 'the folder of the export cannot be made',
        file: folder,
        expected: 'a folder that is not there yet, in one that is',
        found: (error as NodeJS.ErrnoException).code ?? 'something else',
        remedy: 'Name another folder: what was exported before is not written over.',
      }),
    );
  }
}
