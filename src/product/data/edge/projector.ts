import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { Digest, Instant, type Json } from '../../../core/index.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { DATA_EVENTS, type DataEvent } from '../events.ts';
import type { RequestId } from '../model.ts';
import type { DataRequest } from '../receipt.ts';
import type { Erasure } from './port.ts';

/** What was asked for of households' data, what came of it, and what went because of time. */
export const dataProjector: Projector = {
  room: 'data',
  version: 2,
  types: [...DATA_EVENTS, 'household.dissolved'],
  schema: `
CREATE TABLE data_request (id TEXT PRIMARY KEY, kind TEXT NOT NULL, household TEXT NOT NULL, device TEXT, asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL, done_at INTEGER,
  records INTEGER NOT NULL, keys INTEGER NOT NULL, manifest TEXT, seq INTEGER NOT NULL, done_seq INTEGER) STRICT, WITHOUT ROWID;
CREATE INDEX data_request_open ON data_request (seq) WHERE done_at IS NULL;
CREATE INDEX data_request_of ON data_request (household, seq);
CREATE TABLE data_receipt (request TEXT PRIMARY KEY, seq INTEGER NOT NULL, receipt TEXT NOT NULL, signature TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE data_expiry (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, because TEXT NOT NULL, records INTEGER NOT NULL, late INTEGER NOT NULL) STRICT;
`,
  apply(db, type, body, seq) {
    if (type === 'household.dissolved') {
      ended(db, body as unknown as { readonly household: string; readonly by: string; readonly at: string }, seq);
      return;
    }
    // Bodies are this room's own events, as it entered them.
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as DataEvent;
    const at = Instant.parse(event.at);
    const run = (sql: string, ...values: readonly (string | number | null)[]) => prepared(db, sql).run(...values);
    switch (event.type) {
      case 'data.erasure-begun':
        run(
          `INSERT INTO data_request VALUES (?, 'erasure', ?, ?, ?, ?, NULL, 0, 0, NULL, ?, NULL) ON CONFLICT DO NOTHING`,
          event.request,
          event.household,
          event.device ?? null,
          event.by,
          at,
          seq,
        );
        return;
      case 'data.erased':
        run(
          'UPDATE data_request SET done_at = ?, records = ?, keys = ?, done_seq = ? WHERE id = ? AND done_at IS NULL',
          at,
          event.records,
          event.keys,
          seq,
          event.request,
        );
        return;
      case 'data.exported':
        run(
          `INSERT INTO data_request VALUES (?, 'export', ?, NULL, ?, ?, ?, ?, 0, ?, ?, ?) ON CONFLICT DO NOTHING`,
          event.request,
          event.household,
          event.by,
          at,
          at,
          event.records,
          event.manifest,
          seq,
          seq,
        );
        return;
      case 'data.expired':
        run(
          'INSERT INTO data_expiry VALUES (?, ?, ?, ?, ?)',
          seq,
          at,
          event.because,
          event.gone.reduce((sum, { records }) => sum + records, 0),
          event.late,
        );
        return;
      case 'data.receipt-issued':
        run('INSERT INTO data_receipt VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', event.request, seq, event.receipt, event.signature);
    }
  },
};

export function requestOf(db: DatabaseSync, id: string): DataRequest | undefined {
  const row = prepared(db, 'SELECT * FROM data_request WHERE id = ?').get(id);
  return row === undefined ? undefined : requestRow(row);
}

/** Erasures that were begun and are not done, in their order. */
/** The end of a household asks for the erasure of all that is kept of it, as its owner would: carried out, resumed and receipted like any other request. */
function ended(db: DatabaseSync, { household, by, at }: { readonly household: string; readonly by: string; readonly at: string }, seq: number): void {
  prepared(db, `INSERT INTO data_request VALUES (?, 'erasure', ?, NULL, ?, ?, NULL, 0, 0, NULL, ?, NULL) ON CONFLICT DO NOTHING`).run(
    requestOfEnd(household),
    household,
    `member ${by}`,
    Instant.parse(at),
    seq,
  );
}

/** A household ends once. */
export const requestOfEnd = (household: string): RequestId =>
  `de_${Digest.of(`assay-household-end/1\n${household}`).slice('sha256:'.length).slice(0, 20)}` as RequestId;

/** As the ledger says they are done. */
export function doneErasures(db: DatabaseSync): readonly Erasure[] {
  return prepared(db, "SELECT id, household, device, done_at FROM data_request WHERE kind = 'erasure' AND done_at IS NOT NULL ORDER BY seq")
    .all()
    .map((row) => ({
      request: String(row['id']),
      holder: String(row['household']) as HouseholdId,
      ...(typeof row['device'] === 'string' ? { device: row['device'] as DeviceId } : {}),
      doneAt: Instant.of(Number(row['done_at'])),
    }));
}

export function openErasures(db: DatabaseSync): readonly DataRequest[] {
  return prepared(db, 'SELECT * FROM data_request WHERE done_at IS NULL ORDER BY seq').all().map(requestRow);
}

function requestRow(row: Readonly<Record<string, SQLOutputValue>>): DataRequest {
  const [seq, done] = [Number(row['seq']), row['done_seq']];
  return {
    id: String(row['id']) as RequestId,
    kind: String(row['kind']) as DataRequest['kind'],
    household: String(row['household']),
    ...(typeof row['device'] === 'string' ? { device: row['device'] } : {}),
    by: String(row['asked_by']),
    askedAt: Instant.of(Number(row['asked_at'])),
    ...(typeof row['done_at'] === 'number' ? { doneAt: Instant.of(row['done_at']) } : {}),
    records: Number(row['records']),
    keys: Number(row['keys']),
    ...(typeof row['manifest'] === 'string' ? { manifest: row['manifest'] } : {}),
    entries: typeof done !== 'number' || done === seq ? [seq] : [seq, done],
  };
}

export function dataReceiptOf(db: DatabaseSync, request: string): { readonly receipt: string; readonly signature: string } | undefined {
  const row = prepared(db, 'SELECT receipt, signature FROM data_receipt WHERE request = ?').get(request);
  return row === undefined ? undefined : { receipt: String(row['receipt']), signature: String(row['signature']) };
}

export interface DataFigures {
  /** Erasures that were asked for, and those that were done within `within` milliseconds; one that is open and within its time counts in neither. */
  readonly due: number;
  readonly inTime: number;
  readonly open: number;
  readonly exports: number;
  readonly expired: number;
}

export function dataFiguresOf(db: DatabaseSync, within: number, now: Instant): DataFigures {
  const number = (sql: string, ...values: readonly number[]) => Number(prepared(db, sql).get(...values)?.['n']);
  return {
    due: number(`SELECT count(*) AS n FROM data_request WHERE kind = 'erasure' AND (done_at IS NOT NULL OR asked_at + ? < ?)`, within, now),
    inTime: number(`SELECT count(*) AS n FROM data_request WHERE kind = 'erasure' AND done_at IS NOT NULL AND done_at <= asked_at + ?`, within),
    open: number('SELECT count(*) AS n FROM data_request WHERE done_at IS NULL'),
    exports: number(`SELECT count(*) AS n FROM data_request WHERE kind = 'export'`),
    expired: number('SELECT coalesce(sum(records), 0) AS n FROM data_expiry'),
  };
}
