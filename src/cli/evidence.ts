import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { foldLedger } from '../assurance/folded.ts';
import { Instant, type Json, nearest, Refused } from '../core/index.ts';
import {
  CLAIMS,
  claimOf,
  EVIDENCE_RECORDED,
  type Evidence,
  type EvidenceRecorded,
  evidenceDigest,
  evidenceFaults,
  expiresAt,
  freshness,
  parseSubject,
  type ReadContext,
  readEvidence,
} from '../evidence/index.ts';
import { evidenceJsonSchema } from '../evidence/schema.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { ServiceMap } from '../map/index.ts';
import { subjectsOf } from '../map/subjects.ts';
import type { Arguments, Command, Io } from './command.ts';
import { importCommand } from './evidence-import.ts';
import { needed, WORKSPACE } from './parse.ts';
import { counted, table } from './table.ts';
import { dataFolder, momentOf, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const MAX_FILE = 256 * 1024 * 1024;

const add: Command = {
  noun: 'evidence',
  verb: 'add',
  usage: 'FILE…',
  most: 1000,
  about: 'Records what was seen, from JSON files of statements. All files are read before any statement is recorded; one bad statement refuses them all.',
  options: WORKSPACE.filter((option) => option.name !== 'at'),
  examples: ['assay evidence add findings.json', 'assay evidence add scans/*.json --service service.yaml'],
  async run(args, io) {
    needed(args, 0, 'a file of evidence', add);
    const { context, map } = contextOf(args, io);
    const faults = [];
    const read: Evidence[] = [];
    for (const file of args.positionals) {
      try {
        read.push(...readEvidence(readTextFile(file, { bytes: MAX_FILE }), file, context));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        faults.push(...error.faults);
      }
    }
    if (faults.length > 0) throw new Refused(...faults);
    return withLedger(args, io, async (ledger) => {
      const folded = foldLedger(ledger);
      if (map !== undefined) refuseOtherService(folded, map, dataFolder(args, io));
      const known = new Set(folded.evidence.map(({ seq: _, ...evidence }) => evidenceDigest(evidence)));
      const fresh = read.filter((evidence) => {
        const digest = evidenceDigest(evidence);
        if (known.has(digest)) return false;
        known.add(digest);
        return true;
      });
      const receipts = await ledger.append(
        fresh.map((body) => ({ type: EVIDENCE_RECORDED, body }) satisfies EvidenceRecorded).map(({ type, body }) => ({ type, body: body as Json })),
      );
      const again = read.length - fresh.length;
      const first = receipts[0]?.seq;
      const last = receipts.at(-1)?.seq;
      return {
        json: { recorded: receipts.length, alreadyKnown: again, first, last, head: ledger.head() },
        text: `Recorded ${counted(receipts.length, 'statement')}${first === undefined ? '' : ` as entries ${first} to ${last}`}${again === 0 ? '' : `; ${counted(again, 'statement')} already known`}.`,
        code: 0 as const,
        ...(context.subjects === undefined ? { notes: ['No service map at hand: subjects were not checked against one.'] } : {}),
      };
    });
  },
};

function contextOf(args: Arguments, io: Io): { readonly context: ReadContext; readonly map?: ServiceMap } {
  const named = args.text('service') !== undefined || existsSync(resolve(io.cwd, 'service.yaml'));
  if (!named) return { context: { now: io.now() } };
  const { map } = readServiceMap(args, io);
  return { context: { now: io.now(), subjects: subjectsOf(map) }, map };
}

const list: Command = {
  noun: 'evidence',
  verb: 'list',
  usage: '',
  most: 0,
  about: 'Shows what was seen, and whether it may still be relied on.',
  options: [
    ...WORKSPACE,
    { name: 'subject', kind: 'text', value: 'SUBJECT', about: 'only of this subject, with its variants and members' },
    { name: 'claim', kind: 'text', value: 'CLAIM', about: 'only this claim' },
    { name: 'expired', kind: 'flag', about: 'only what may no longer be relied on' },
  ],
  examples: ['assay evidence list', 'assay evidence list --subject camera --expired'],
  run: (args, io) =>
    withLedger(
      args,
      io,
      async (ledger) => {
        const at = momentOf(args, io);
        const subject = args.text('subject');
        const claim = args.text('claim');
        const all = foldLedger(ledger).evidence;
        const about = (evidence: Evidence) =>
          subject === undefined || evidence.subject === subject || evidence.subject.startsWith(`${subject}/`) || evidence.subject.startsWith(`${subject}#`);
        if (subject !== undefined && !all.some(about)) refuseUnknownSubject(subject, all, contextOf(args, io).context.subjects);
        if (claim !== undefined && claimOf(claim) === undefined && !all.some((evidence) => evidence.claim === claim)) refuseUnknownClaim(claim);
        const shown = all
          .filter(about)
          .filter((evidence) => claim === undefined || evidence.claim === claim)
          .map((evidence) => ({ ...evidence, state: freshness(evidence, at), expiresAt: Instant.format(expiresAt(evidence)) }))
          .filter((evidence) => evidence.state !== 'future' && (!args.flag('expired') || evidence.state === 'expired'));
        const rows = shown.map((evidence) => [
          evidence.seq,
          evidence.state,
          evidence.observedAt.slice(0, 10),
          evidence.method,
          JSON.stringify(evidence.value),
          evidence.subject,
          evidence.claim,
        ]);
        return {
          json: { at: Instant.format(at), evidence: shown },
          text: shown.length === 0 ? 'Nothing was seen.' : table(['entry', 'state', 'seen', 'method', 'value', 'subject', 'claim'], rows),
          code: 0,
        };
      },
      'read',
    ),
};

/** A misspelt subject would read as one of which nothing was seen. Without a map, what the ledger speaks of is all that is known. */
function refuseUnknownSubject(subject: string, all: readonly Evidence[], onMap: ReadContext['subjects']): void {
  const known = new Set([...all.map((evidence) => evidence.subject), ...(onMap?.elements ?? []), ...(onMap?.variants ?? [])]);
  const { element, variant } = parseSubject(subject);
  if (known.has(subject) || (subject.includes('#') && known.has(variant === undefined ? element : `${element}/${variant}`))) return;
  const near = nearest(subject, known);
  throw new Refused(
    evidenceFaults.fault('004', {
      message: `no subject "${subject}" is known${onMap === undefined ? ': the ledger does not speak of it, and no service map is at hand' : ', to the map or to the ledger'}`,
      field: '--subject',
      expected: near.length > 0 ? `a subject, such as ${near.join(' or ')}` : 'a subject of the map',
      found: subject,
      remedy: 'Correct the subject; a map is named with --service FILE.',
    }),
  );
}

function refuseUnknownClaim(claim: string): void {
  const near = nearest(
    claim,
    CLAIMS.map((known) => known.id),
  );
  throw new Refused(
    evidenceFaults.fault('002', {
      message: `nobody has declared the claim "${claim}"`,
      field: '--claim',
      expected: near.length > 0 ? `a declared claim, such as ${near.join(' or ')}` : 'a declared claim',
      found: claim,
      remedy: 'List the claims with: assay evidence claims',
    }),
  );
}

const claims: Command = {
  noun: 'evidence',
  verb: 'claims',
  usage: '[CLAIM]',
  most: 1,
  about: 'Lists what evidence may state, with the value each claim takes and how long it is good for by default.',
  options: [],
  examples: ['assay evidence claims', 'assay evidence claims update.delivered'],
  async run(args) {
    const wanted = args.positionals[0];
    const one = wanted === undefined ? undefined : claimOf(wanted);
    const shown = wanted === undefined ? CLAIMS : one === undefined ? CLAIMS.filter((claim) => claim.id.includes(wanted)) : [one];
    const json = shown.map((claim) => ({
      id: claim.id,
      layer: claim.layer,
      says: claim.whenTrue,
      validFor: claim.validFor,
      value: claim.value.toJSONSchema(),
    }));
    const rows = json.map((claim) => [claim.id, claim.layer, typeof claim.value.type === 'string' ? claim.value.type : '', claim.validFor, claim.says]);
    return {
      json: { claims: json },
      text: rows.length === 0 ? `No claim is called "${wanted}".` : table(['claim', 'layer', 'value', 'good for', 'says of a subject that it'], rows),
      code: 0,
    };
  },
};

const schema: Command = {
  noun: 'evidence',
  verb: 'schema',
  usage: '',
  most: 0,
  about: 'Prints the JSON Schema of a statement of evidence, for tools that write some.',
  options: [],
  examples: ['assay evidence schema > evidence.schema.json'],
  run: async () => ({ json: evidenceJsonSchema(), text: JSON.stringify(evidenceJsonSchema(), null, 2), code: 0 }),
};

export const EVIDENCE: readonly Command[] = [add, importCommand(), list, claims, schema];
