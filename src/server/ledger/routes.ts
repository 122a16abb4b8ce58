import { join } from 'node:path';
import { z } from '@hono/zod-openapi';
import { type Fault, Instant, Refused } from '../../core/index.ts';
import { exportLines, exportTar } from '../../ledger/edge/export-stream.ts';
import { leafHash } from '../../ledger/hash.ts';
import type { Seq, TreeSize } from '../../ledger/model.ts';
import { encodeBundle, parseTilePath, TILE_WIDTH } from '../../ledger/tiles.ts';
import type { ActionId } from '../../product/access/actions.ts';
import { serverFaults } from '../faults.ts';
import type { House } from '../house.ts';
import { serviceId } from '../model.ts';
import { type FileReply, type Route, route, type Shape } from '../route.ts';
import { actBefore } from './act-before.ts';
import {
  consistencyAnswer,
  consistencyQuery,
  type EntriesAnswer,
  entriesAnswer,
  entriesQuery,
  entryAnswer,
  headAnswer,
  linesQuery,
  proofAnswer,
  verifyAnswer,
} from './model.ts';
import { entriesQuestion } from './questions.ts';
import { type Search, searchEntries } from './search.ts';
import { streamOf } from './stream.ts';
import type { Served } from './unsound.ts';
import { verifyApart } from './verify.ts';
import { MEANINGS, meaningOf, refersOf, UNREADABLE } from './words.ts';

/** A ledger that can be asked for: a service's or the office's. Their routes are the same. */
interface Door<Params extends Shape> {
  readonly prefix: `/api/${string}`;
  readonly whose: string;
  readonly action: ActionId;
  readonly params: Params;
  readonly ledger: (house: House, params: { readonly [key: string]: unknown }) => Served;
  /** What is wrong with it, where it does not verify: it is shown as it is, and nothing is concluded from it. */
  readonly faults: (house: House, params: { readonly [key: string]: unknown }) => readonly Fault[] | undefined;
  readonly dataDir: (house: House, params: { readonly [key: string]: unknown }) => string;
  readonly search: (house: House, params: { readonly [key: string]: unknown }, search: Search, signal: AbortSignal) => Promise<EntriesAnswer>;
  /** Of a download: letters, digits, dots and dashes. */
  readonly name: (params: { readonly [key: string]: unknown }) => string;
}

const seq = z.coerce.number().int().min(0);
const segment = z.string().regex(/^[0-9a-zx.]{1,12}$/);
const BYTES = 'application/octet-stream';
/** Entries of the office, or of a record that no judge reads, that one search looks at: it runs between other requests. */
const MOST_AT_ONCE = 4000;

function routesOf<Params extends Shape>(door: Door<Params>): readonly Route[] {
  const { prefix, whose, action, params } = door;
  const at = <const P extends string>(path: P) => `${prefix}${path}` as const;
  const tile = (house: House, asked: { readonly [key: string]: unknown }, path: string): FileReply => {
    const ledger = door.ledger(house, asked);
    const place = parseTilePath(path);
    const file = place === undefined ? undefined : tileOf(ledger, place);
    if (file === undefined) throw noSuchTile(path);
    return { file, mediaType: BYTES, etag: `${path}` };
  };
  return [
    route({
      method: 'get',
      path: at('/head'),
      summary: `How many entries ${whose} has, its root, and the signed checkpoint over them`,
      action,
      params,
      answer: headAnswer,
      handle: async ({ house, params }) => {
        const ledger = door.ledger(house, params);
        const checkpoint = ledger.checkpoint();
        const { size, root } = ledger.head();
        const [newest] = size === 0 ? [] : ledger.read((size - 1) as Seq, 1);
        const fault = door.faults(house, params)?.[0];
        return {
          etag: `${size}-${root.slice(0, 32)}${fault === undefined ? '' : `-${fault.code}`}`,
          body: {
            ...(fault === undefined ? {} : { fault: { code: fault.code, remedy: fault.remedy } }),
            answer:
              fault !== undefined
                ? `This record does not verify (${fault.code}), so nothing is judged by it. It is shown as it stands.`
                : size === 0
                  ? 'Nothing has been recorded yet.'
                  : `${size.toLocaleString('en-GB')} ${size === 1 ? 'entry stands' : 'entries stand'} on this ledger, under one signed checkpoint.`,
            origin: ledger.origin,
            size,
            root,
            checkpoint,
            verifierKey: ledger.verifierKey,
            recordedAt: newest === undefined ? null : Instant.format(newest.recordedAt),
            types: Object.entries(MEANINGS).map(([type, means]) => ({ type, means })),
          },
        };
      },
    }),
    route({
      method: 'get',
      path: at('/entries'),
      summary: `Search ${whose} by type, actor, text and moment`,
      action,
      params,
      query: entriesQuery,
      answer: entriesAnswer,
      handle: async ({ house, params, query, signal }) => ({ body: await door.search(house, params, query, signal) }),
    }),
    route({
      method: 'get',
      path: at('/entries/{seq}'),
      summary: 'One entry: its canonical JSON, its hash, what it means and what it speaks of',
      action,
      params: { ...params, seq },
      answer: entryAnswer,
      handle: async ({ house, params }) => {
        const ledger = door.ledger(house, params);
        const { size } = ledger.head();
        const [entry] = params.seq < size ? ledger.read(params.seq as Seq, 1) : [];
        if (entry === undefined) throw noSuchEntry(params.seq, size);
        return {
          body: {
            answer: `${meaningOf(entry.type)}. This is entry ${entry.seq} of ${size.toLocaleString('en-GB')}.`,
            seq: entry.seq,
            recordedAt: Instant.format(entry.recordedAt),
            type: entry.type,
            means: meaningOf(entry.type),
            canonical: entry.canonical,
            leafHash: leafHash(entry.canonical),
            refers: refersOf(entry),
            act: entry.type === UNREADABLE ? null : actBefore(ledger, entry),
            size,
          },
        };
      },
    }),
    route({
      method: 'get',
      path: at('/entries/{seq}/proof'),
      summary: 'Everything that shows an entry to be in the log, for whoever has the verifier key; as assay ledger prove prints it',
      action,
      params: { ...params, seq },
      answer: proofAnswer,
      handle: async ({ house, params }) => {
        const proof = door.ledger(house, params).proveInclusion(params.seq as Seq);
        return { body: { ...proof, path: [...proof.path] } };
      },
    }),
    route({
      method: 'get',
      path: at('/consistency'),
      summary: 'That the log of one size is the beginning of the log of a later one',
      action,
      params,
      query: consistencyQuery,
      answer: consistencyAnswer,
      handle: async ({ house, params, query }) => {
        const ledger = door.ledger(house, params);
        const checkpoint = ledger.checkpoint();
        const proof = ledger.proveConsistency(query.from as TreeSize, query.to as TreeSize | undefined);
        return { body: { ...proof, path: [...proof.path], checkpoint } };
      },
    }),
    route({
      method: 'get',
      path: at('/verify'),
      summary: 'The server recomputes every hash and signature, in a thread of its own',
      action,
      rate: 'heavy',
      params,
      answer: verifyAnswer,
      handle: async ({ house, params }) => ({ body: await verifyApart(door.dataDir(house, params)) }),
    }),
    route({
      method: 'get',
      path: at('/export'),
      summary: 'The whole log as a tar archive of C2SP tiles; unpacked, assay ledger verify checks it',
      action,
      rate: 'heavy',
      params,
      answer: { mediaTypes: ['application/x-tar'] },
      handle: async ({ house, params, signal }) => ({
        file: await streamOf(exportTar(door.ledger(house, params), 'ledger'), signal),
        mediaType: 'application/x-tar',
        name: `${door.name(params)}-ledger.tar`,
      }),
    }),
    route({
      method: 'get',
      path: at('/lines'),
      summary: 'The entries, each a line of the canonical JSON that was hashed',
      action,
      params,
      query: linesQuery,
      answer: { mediaTypes: ['application/x-ndjson'] },
      handle: async ({ house, params, query, signal }) => {
        const ledger = door.ledger(house, params);
        const { size } = ledger.head();
        const lines = exportLines(ledger, query.from, Math.min(size, query.to ?? size));
        return { file: await streamOf(lines, signal), mediaType: 'application/x-ndjson', name: `${door.name(params)}-entries.ndjson` };
      },
    }),
    // The layout of C2SP tlog-tiles, so that other people's verifiers read this log over HTTP with `…/ledger` as its prefix.
    route({
      method: 'get',
      path: at('/checkpoint'),
      summary: 'The newest signed checkpoint, as C2SP tlog-tiles serves it',
      action,
      params,
      answer: { mediaTypes: ['text/plain'] },
      handle: async ({ house, params }) => ({ file: door.ledger(house, params).checkpoint(), mediaType: 'text/plain; charset=utf-8' }),
    }),
    ...SEGMENTS.map((names) =>
      route({
        method: 'get',
        path: at(`/tile/${names.map((name) => `{${name}}`).join('/')}`) as `/api/${string}`,
        summary: 'A tile of hashes or a bundle of entries, as C2SP tlog-tiles serves it',
        action,
        params: { ...params, ...Object.fromEntries(names.map((name) => [name, segment])) },
        answer: { mediaTypes: [BYTES] },
        handle: async ({ house, params }) => tile(house, params, names.map((name) => String((params as { readonly [key: string]: unknown })[name])).join('/')),
      }),
    ),
  ];
}

// `level`, then three digits a folder, then the width of a partial tile: up to a thousand million tiles.
const SEGMENTS: readonly (readonly string[])[] = [
  ['level', 'a'],
  ['level', 'a', 'b'],
  ['level', 'a', 'b', 'c'],
  ['level', 'a', 'b', 'c', 'd'],
];

function tileOf(ledger: Served, place: NonNullable<ReturnType<typeof parseTilePath>>): Uint8Array | undefined {
  const { level, index, width } = place;
  if (level !== 'entries') return ledger.tile({ level, index, width });
  const { size } = ledger.head();
  if (index * TILE_WIDTH + width > size) return undefined;
  return encodeBundle(ledger.read((index * TILE_WIDTH) as Seq, width).map(({ canonical }) => canonical));
}

function noSuchTile(path: string): Refused {
  return new Refused(
    serverFaults.fault('009', {
      message: 'there is no such tile',
      expected: 'a tile that the newest checkpoint covers, such as tile/0/000.p/12',
      found: `tile/${path.slice(0, 60)}`,
      remedy: 'Read the checkpoint first: its size says which tiles there are.',
    }),
  );
}

function noSuchEntry(asked: number, size: number): Refused {
  return new Refused(
    serverFaults.fault('003', {
      message: 'this is not permitted, or there is no such thing',
      expected: size === 0 ? 'no entry: the ledger is empty' : `an entry from 0 to ${size - 1}`,
      found: `entry ${asked}`,
      remedy: 'Look at the head of the ledger for its size.',
    }),
  );
}

function ledgerOf(house: House, id: string): Served {
  const { ledger, faults, unsound } = house.services.get(id);
  const served = ledger ?? unsound;
  if (served !== undefined) return served;
  throw new Refused(
    serverFaults.fault('013', {
      message: 'the record of this service does not verify, so nothing is said of it',
      expected: 'a ledger that verifies',
      found: faults?.[0]?.code ?? 'faults',
      remedy: 'Run assay ledger verify on its folder, and restore it from a back-up.',
    }),
  );
}

const service = { service: serviceId };
const idOf = (params: { readonly [key: string]: unknown }) => String(params['service']);

export const LEDGER_ROUTES: readonly Route[] = [
  ...routesOf({
    prefix: '/api/services/{service}/ledger',
    whose: "the service's ledger",
    action: 'ledger.read',
    params: service,
    ledger: (house, params) => ledgerOf(house, idOf(params)),
    dataDir: (house, params) => house.services.get(idOf(params)).dataDir,
    faults: (house, params) => house.services.get(idOf(params)).faults,
    async search(house, params, search, signal) {
      const service = house.services.get(idOf(params));
      return service.faults === undefined ? service.ask(entriesQuestion, search, signal) : searchEntries(ledgerOf(house, service.id), search, MOST_AT_ONCE);
    },
    name: idOf,
  }),
  ...routesOf({
    prefix: '/api/office/ledger',
    whose: "the office's ledger",
    action: 'office.read',
    params: {},
    ledger: (house) => house.office,
    faults: () => undefined,
    dataDir: (house) => join(house.dataDir, 'office'),
    search: async (house, _, search) => searchEntries(house.office, search, MOST_AT_ONCE),
    name: () => 'office',
  }),
];
