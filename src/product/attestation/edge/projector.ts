import type { DatabaseSync } from 'node:sqlite';
import { Instant, type Json } from '../../../core/index.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { ATTESTATION_EVENTS, type AttestationEvent } from '../events.ts';
import type { Attested, Format, KeyBound, Outcome, Said } from '../model.ts';

/** The newest evidence of each device, which hardware is whose, and what evidence was taken. Moments are milliseconds. */
export const attestationProjector: Projector = {
  room: 'attestation',
  version: 2,
  types: [...ATTESTATION_EVENTS, 'certificate.issued', 'device.retired'],
  schema: `
CREATE TABLE attestation_device (device TEXT PRIMARY KEY, product TEXT NOT NULL, format TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT, evidence TEXT NOT NULL, key TEXT NOT NULL, signer TEXT, said TEXT NOT NULL, lifecycle TEXT, at INTEGER NOT NULL, enrolled INTEGER NOT NULL, retired INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX attestation_device_of ON attestation_device (product, outcome, lifecycle);
CREATE TABLE attestation_signer (signer TEXT PRIMARY KEY, device TEXT NOT NULL, format TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX attestation_signer_of ON attestation_signer (device);
CREATE TABLE attestation_taken (evidence TEXT PRIMARY KEY, device TEXT NOT NULL, over TEXT, format TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX attestation_taken_of ON attestation_taken (device);
`,
  apply(db, type, body) {
    const run = (sql: string, ...values: readonly (string | number | null)[]) => prepared(db, sql).run(...values);
    if (type === 'device.retired') {
      const { device } = body as unknown as { readonly device: string };
      // Its hardware may serve again under another id.
      run('DELETE FROM attestation_signer WHERE device = ?', device);
      run('UPDATE attestation_device SET retired = 1 WHERE device = ?', device);
      return;
    }
    if (type === 'certificate.issued') {
      // It is in service from here on, with what it showed when it asked.
      const { device } = body as unknown as { readonly device?: string };
      if (device !== undefined) run('UPDATE attestation_device SET enrolled = 1 WHERE device = ?', device);
      return;
    }
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as AttestationEvent;
    if (event.type === 'attestation.forgotten') {
      run('DELETE FROM attestation_signer WHERE device = ?', event.device);
      run('DELETE FROM attestation_device WHERE device = ?', event.device);
      // What it showed before is never taken again, the very request neither.
      run('UPDATE attestation_taken SET over = NULL WHERE device = ?', event.device);
      return;
    }
    const at = Instant.parse(event.at);
    run(
      `INSERT INTO attestation_device (device, product, format, outcome, code, evidence, key, signer, said, lifecycle, at, enrolled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (device) DO UPDATE SET format = excluded.format, outcome = excluded.outcome, code = excluded.code, evidence = excluded.evidence, key = excluded.key, signer = excluded.signer,
       said = excluded.said, lifecycle = excluded.lifecycle, at = excluded.at`,
      event.device,
      event.product,
      event.format,
      event.outcome,
      event.code ?? null,
      event.evidence,
      event.key,
      event.signer ?? null,
      JSON.stringify(event.said),
      event.said.lifecycle ?? null,
      at,
      event.door === 'https' ? 1 : 0,
    );
    if (event.outcome !== 'verified') return;
    if (event.signer !== undefined)
      run('INSERT INTO attestation_signer (signer, device, format) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', event.signer, event.device, event.format);
    run(
      'INSERT INTO attestation_taken (evidence, device, over, format, key, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      event.evidence,
      event.device,
      event.over ?? null,
      event.format,
      event.key,
      at,
    );
  },
};

export function attestedOf(db: DatabaseSync, device: string): Attested | undefined {
  const row = prepared(db, 'SELECT * FROM attestation_device WHERE device = ?').get(device);
  if (row === undefined) return undefined;
  const code = row['code'];
  // What stands in these columns was checked before it was entered.
  return {
    device: String(row['device']) as DeviceId,
    format: String(row['format']) as Format,
    outcome: String(row['outcome']) as Outcome,
    ...(typeof code === 'string' ? { code } : {}),
    evidence: String(row['evidence']),
    key: String(row['key']) as KeyBound,
    said: JSON.parse(String(row['said'])) as Said,
    at: Instant.of(Number(row['at'])),
  };
}

/** Evidence that was verified once. */
export interface Taken {
  readonly device: string;
  readonly over?: string;
  readonly format: Format;
  readonly key: KeyBound;
  readonly at: Instant;
}

export function takenIn(db: DatabaseSync, evidence: string): Taken | undefined {
  const row = prepared(db, 'SELECT * FROM attestation_taken WHERE evidence = ?').get(evidence);
  if (row === undefined) return undefined;
  return {
    device: String(row['device']),
    ...(typeof row['over'] === 'string' ? { over: row['over'] } : {}),
    format: String(row['format']) as Format,
    key: String(row['key']) as KeyBound,
    at: Instant.of(Number(row['at'])),
  };
}

/** Whose hardware this signer is. */
export function holderOfSigner(db: DatabaseSync, signer: string): string | undefined {
  const found = prepared(db, 'SELECT device FROM attestation_signer WHERE signer = ?').get(signer)?.['device'];
  return typeof found === 'string' ? found : undefined;
}

/** The hardware of this kind that a device has shown: it may have one of each. */
export function signerOfDevice(db: DatabaseSync, device: string, format: Format): string | undefined {
  const found = prepared(db, 'SELECT signer FROM attestation_signer WHERE device = ? AND format = ? LIMIT 1').get(device, format)?.['signer'];
  return typeof found === 'string' ? found : undefined;
}

export interface Counted {
  readonly product: string;
  readonly verified: number;
  readonly secured: number;
  readonly debugging: number;
}

/** Of devices in service, by their newest evidence; verified ones count from `since` on. What is genuine and refused for its state alone says that debugging is open. */
export function attestedCounts(db: DatabaseSync, since: Instant): readonly Counted[] {
  return prepared(
    db,
    `SELECT product,
       sum(outcome = 'verified' AND at >= ?1) AS verified,
       sum(outcome = 'verified' AND at >= ?1 AND lifecycle = 'secured') AS secured,
       sum((outcome = 'verified' OR code = 'ASSAY-ATTESTATION-017') AND at >= ?1 AND lifecycle IN ('non-rot-debug', 'recoverable-rot-debug')) AS debugging
     FROM attestation_device WHERE retired = 0 AND enrolled = 1 GROUP BY product ORDER BY product`,
  )
    .all(since)
    .map((row) => ({
      product: String(row['product']),
      verified: Number(row['verified']),
      secured: Number(row['secured']),
      debugging: Number(row['debugging']),
    }));
}
