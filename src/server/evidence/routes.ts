import { z } from '@hono/zod-openapi';
import { citedBy, officeDrafts } from '../../business/import/taking.ts';
import { keepDiscovery } from '../../business/inventory/edge/kept.ts';
import type { InventoryTaken } from '../../business/inventory/events.ts';
import { Digest, Refused } from '../../core/index.ts';
import { keepRaw } from '../../evidence/edge/raw.ts';
import type { Evidence } from '../../evidence/index.ts';
import type { Draft } from '../../ledger/model.ts';
import { bytesOf } from '../base64.ts';
import { moment, serviceId } from '../model.ts';
import { type Recorded, type Recording, type Route, route } from '../route.ts';
import type { Service } from '../services/registry.ts';
import { importQuestion, readQuestion } from './intake.ts';
import {
  claimsAnswer,
  evidenceList,
  evidenceOne,
  evidenceQuery,
  importAnswer,
  importBody,
  lapsingAnswer,
  lapsingQuery,
  recordBody,
  recorded,
  sourcesAnswer,
} from './model.ts';
import { claimsQuestion, evidenceQuestion, lapsingQuestion, sourcesQuestion, statementQuestion } from './questions.ts';

const service = { service: serviceId };
const MEBIBYTE = 1024 * 1024;
const MOST_SHOWN = 200;
// Between deciding and entering something else may be recorded; then it is decided again, so many times.
const ATTEMPTS = 3;

interface Fresh {
  readonly fresh: readonly Evidence[];
  readonly size: number;
  /** What was discovered and is new, of an import. */
  readonly taken?: readonly { readonly text: string; readonly digest: Digest; readonly body: InventoryTaken }[];
}

interface Entering<D extends Fresh> {
  readonly place: Service;
  readonly decide: () => Promise<D>;
  readonly keep: (decided: D) => void;
  readonly record: (drafts: readonly Draft[], options?: Recording) => Promise<Recorded>;
  readonly expectedSize: number | undefined;
}

interface Entered<D> {
  readonly decided: D;
  readonly first: number | null;
  readonly last: number | null;
  readonly size: number;
}

/** Decides and enters at one size of the ledger. The raw inputs are kept first: a crash between leaves a file that nothing cites, never the reverse. */
async function enter<D extends Fresh>({ decide, keep, record, expectedSize }: Entering<D>): Promise<Entered<D>> {
  for (let left = ATTEMPTS; ; left -= 1) {
    const decided = await decide();
    keep(decided);
    const drafts = officeDrafts(decided.fresh, decided.taken ?? []);
    try {
      const { first, size } = await record(drafts, { expectedSize: expectedSize ?? decided.size, about: { statements: decided.fresh.length } });
      return { decided, size, first: drafts.length === 0 ? null : first, last: drafts.length === 0 ? null : first + drafts.length - 1 };
    } catch (error) {
      const changed = error instanceof Refused && error.faults[0]?.code === 'ASSAY-SERVER-008';
      if (!changed || expectedSize !== undefined || left <= 1) throw error;
    }
  }
}

export const EVIDENCE_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/services/{service}/evidence',
    summary: 'What was seen, filtered, sorted and grouped, and whether it may still be relied on',
    action: 'service.read',
    params: service,
    query: evidenceQuery,
    answer: evidenceList,
    handle: async ({ house, params, query, signal }) => {
      const body = await house.services.get(params.service).ask(evidenceQuestion, query, signal);
      return { body };
    },
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/evidence/lapsing',
    summary: 'What will go stale in so many days, what verdicts and requirements it takes with it, and who looks again',
    action: 'service.read',
    rate: 'heavy',
    params: service,
    query: lapsingQuery,
    answer: lapsingAnswer,
    handle: async ({ house, params, query, signal }) => ({ body: await house.services.get(params.service).ask(lapsingQuestion, query, signal) }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/evidence/sources',
    summary: 'Every source: when it was last heard, what it usually says and how often, and whether it is late',
    action: 'service.read',
    params: service,
    query: { at: moment.optional() },
    answer: sourcesAnswer,
    handle: async ({ house, params, query, signal }) => ({ body: await house.services.get(params.service).ask(sourcesQuestion, query, signal) }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/evidence/{seq}',
    summary: 'One statement: how fresh it is, its raw digest, and which verdicts rest on it',
    action: 'service.read',
    params: { ...service, seq: z.coerce.number().int().min(0) },
    query: { at: moment.optional() },
    answer: evidenceOne,
    handle: async ({ house, params, query, signal }) => ({
      body: await house.services.get(params.service).ask(statementQuestion, { at: query.at, seq: params.seq }, signal),
    }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/claims',
    summary: 'What evidence may state, with the schema of each value, and what it may be stated of',
    action: 'service.read',
    params: service,
    answer: claimsAnswer,
    handle: async ({ house, params, signal }) => ({ body: await house.services.get(params.service).ask(claimsQuestion, {}, signal) }),
  }),
  route({
    method: 'post',
    path: '/api/services/{service}/evidence',
    summary: 'Record statements; one bad statement refuses them all',
    // To see what would come of it is to read: nothing is entered, and no act.
    action: ['evidence.record', 'service.read'],
    actionFor: ({ body }) => (body.dryRun === true ? 'service.read' : 'evidence.record'),
    rate: 'heavy',
    params: service,
    body: recordBody,
    most: 16 * MEBIBYTE,
    answer: recorded,
    statuses: [200, 201],
    handle: async ({ house, params, body, record, signal }) => {
      const place = house.services.get(params.service);
      const raws = (body.raw ?? []).map((text) => {
        const bytes = bytesOf(text);
        return { bytes, digest: Digest.of(bytes) };
      });
      const decide = () => place.ask(readQuestion, { statements: body.statements }, signal);
      if (body.dryRun === true) {
        const { fresh, alreadyKnown, size } = await decide();
        const statements = fresh.slice(0, MOST_SHOWN);
        return { body: { recorded: fresh.length, alreadyKnown, dryRun: true, first: null, last: null, size, statements } };
      }
      const keep = ({ fresh }: Fresh) => {
        const cited = new Set(fresh.map(({ raw }) => raw.digest));
        for (const { bytes, digest } of raws) if (cited.has(digest)) keepRaw(place.dataDir, bytes, digest);
      };
      const { decided, first, last, size } = await enter({ place, decide, keep, record, expectedSize: body.expectedSize });
      const { fresh, alreadyKnown } = decided;
      return { status: 201, body: { recorded: fresh.length, alreadyKnown, dryRun: false, first, last, size, statements: fresh.slice(0, MOST_SHOWN) } };
    },
  }),
  route({
    method: 'post',
    path: '/api/services/{service}/evidence/import',
    summary: 'Record what other tools wrote (SARIF, JUnit, CycloneDX, OSCAL, reports of the office, a table), or say first what would come of it',
    // To see what would come of it is to read: nothing is entered, and no act.
    action: ['evidence.record', 'service.read'],
    actionFor: ({ body }) => (body.dryRun === true ? 'service.read' : 'evidence.record'),
    rate: 'heavy',
    params: service,
    body: importBody,
    most: 32 * MEBIBYTE,
    answer: importAnswer,
    statuses: [200, 201],
    handle: async ({ house, params, body, record, signal }) => {
      const place = house.services.get(params.service);
      const files = body.files.map(({ name, base64 }) => ({ name, bytes: bytesOf(base64) }));
      const mapping = body.mapping === undefined ? undefined : { name: body.mapping.name, bytes: bytesOf(body.mapping.base64) };
      const { kind, subject, whole } = body;
      const asked = {
        files,
        ...(mapping === undefined ? {} : { mapping }),
        ...(kind === undefined ? {} : { kind }),
        ...(subject === undefined ? {} : { subject }),
        ...(whole === undefined ? {} : { whole }),
      };
      const decide = () => place.ask(importQuestion, asked, signal);
      if (body.dryRun) {
        const { fresh, taken: _, ...rest } = await decide();
        return { body: { ...rest, recorded: fresh.length, dryRun: true, first: null, last: null, statements: fresh.slice(0, MOST_SHOWN) } };
      }
      const keep = ({ fresh, taken = [] }: Fresh) => {
        const cited = citedBy(fresh, taken);
        for (const { bytes } of files) if (cited.has(Digest.of(bytes))) keepRaw(place.dataDir, bytes, Digest.of(bytes));
        if (mapping !== undefined && fresh.length > 0) keepRaw(place.dataDir, mapping.bytes, Digest.of(mapping.bytes));
        for (const { text, digest } of taken) keepDiscovery(place.dataDir, text, digest);
      };
      const { decided, first, last, size } = await enter({ place, decide, keep, record, expectedSize: body.expectedSize });
      const { fresh, taken: _, ...rest } = decided;
      return { status: 201, body: { ...rest, size, recorded: fresh.length, dryRun: false, first, last, statements: fresh.slice(0, MOST_SHOWN) } };
    },
  }),
];
