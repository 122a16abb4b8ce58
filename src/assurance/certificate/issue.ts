import { canonicalJson, Digest, Instant, type Json, Refused } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { coveredBy } from '../../evidence/subject.ts';
import { toBase64 } from '../../ledger/base64.ts';
import type { Entry } from '../../ledger/model.ts';
import { type LeafPath, multiProof } from '../../ledger/multi-proof.ts';
import { type Ed25519Sign, parseVerifierKey, signNote } from '../../ledger/signed-note.ts';
import { CONTROLS } from '../controls/index.ts';
import { certificateFaults } from './faults.ts';
import type { Reasons, Rules, Unsealed } from './model.ts';

/** What the instances are judged by, and which entries speak of them. */
export interface Needed {
  readonly rules: Rules;
  /** True for the entries that the claim rests on, and those that would speak against it. */
  wants(entry: Entry): boolean;
}

/** Gathers the rule of judgement for the instances, and says which entries bear on them. Pure. */
export function needed(reasons: Reasons, evidence: readonly RecordedEvidence[], service: string, populationOf: (subject: string) => number): Needed {
  const checks = new Map(CONTROLS.map((control) => [control.id as string, control.checks]));
  const statements = new Set<string>();
  const excluded = new Set<string>();
  const subjects = new Set<string>();
  const claims = new Set<string>();
  const controls = new Set<string>();
  for (const { control, pieces, gone = [] } of Object.values(reasons.instances)) {
    controls.add(control);
    for (const covering of [...pieces, ...gone].flatMap(coveredBy)) {
      subjects.add(covering);
      excluded.add(`${control}@${covering}`);
      for (const { claim } of checks.get(control) ?? []) {
        claims.add(claim);
        statements.add(`${covering} ${claim}`);
      }
    }
  }
  const seqs = new Set(evidence.filter((one) => statements.has(`${one.subject} ${one.claim}`)).map((one) => one.seq));
  const sorted = <T>(of: Iterable<string>, value: (key: string) => T | undefined) =>
    Object.fromEntries(
      [...of].sort().flatMap((key): [string, T][] => {
        const found = value(key);
        return found === undefined ? [] : [[key, found]];
      }),
    );
  return {
    rules: {
      controls: sorted(controls, (control) => checks.get(control)),
      longest: sorted(claims, (claim) => claimOf(claim)?.validFor),
      populations: sorted(subjects, (subject) => (subject.includes('#') || populationOf(subject) === 1 ? undefined : populationOf(subject))),
    },
    wants({ seq, type, body }) {
      if (seqs.has(seq)) return true;
      // All of them: the last is the one that the claim is of.
      if (type === 'map.used') return (body as { readonly service?: Json }).service === service;
      if (type !== 'exclusion.granted' && type !== 'exclusion.withdrawn') return false;
      const { control, subject } = body as { readonly control: string; readonly subject: string };
      return excluded.has(`${control}@${subject}`);
    },
  };
}

/** An entry that is shown, with its way to the root. `path` may be left out where every entry is shown. */
export interface Shown extends LeafPath {
  readonly entry: string;
}

export interface Issued {
  readonly reasons: Reasons;
  readonly rules: Rules;
  readonly service: string;
  readonly at: Instant;
  readonly map: string;
  readonly library: string;
  readonly key: string;
  readonly checkpoint: string;
  /** Entries the checkpoint was signed over. */
  readonly size: number;
  /** Ascending. */
  readonly shown: readonly Shown[];
}

/**
 * The certificate's bytes: canonical JSON and a line end, sealed by the ledger's key. The seal's first line has a space in it, so it can never pass for a
 * checkpoint, whose first line is an origin. Throws `Refused` (ASSAY-JSON-005) for what has no canonical form.
 */
export function issue(issued: Issued, sign: Ed25519Sign): string {
  const body: Unsealed = {
    format: 'assay-certificate/1',
    service: issued.service,
    at: Instant.format(issued.at),
    map: issued.map,
    library: issued.library,
    ...issued.reasons,
    ...issued.rules,
    ledger: {
      key: issued.key,
      checkpoint: issued.checkpoint,
      entries: issued.shown.map((one) => one.entry),
      hashes: multiProof(issued.size, issued.shown),
    },
  };
  return sealed(body as unknown as Json, issued.key, sign); // Plain data throughout; an interface has no index signature.
}

/** Seals any body, as a certificate is sealed. */
export function sealed(body: Json, verifierKey: string, sign: Ed25519Sign): string {
  const key = parseVerifierKey(verifierKey);
  const digest = Uint8Array.from(Digest.of(canonicalJson(body)).slice('sha256:'.length).match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
  const seal = signNote(`assay-certificate/1 ${key.name}\n${toBase64(digest)}\n`, key, sign);
  return `${canonicalJson({ ...(body as { readonly [key: string]: Json }), seal })}\n`;
}

/** What the checker turns down is never handed out. Throws `Refused` (ASSAY-CERT-004) where there is a reason. */
export function refuseUnsound(reason: string | undefined): void {
  if (reason === undefined) return;
  throw new Refused(
    certificateFaults.fault('004', {
      message: `the checker does not accept the certificate that was made: ${reason}`,
      remedy: 'Nothing was written. Report this with the claim.',
    }),
  );
}

/** The ledger was another when its entries were read than when they were judged. */
export function refuseGrown(judged: number, found: number): void {
  if (judged === found) return;
  throw new Refused(
    certificateFaults.fault('006', {
      message: 'the ledger grew while the certificate was made',
      expected: `${judged} entries`,
      found: `${found} entries`,
      remedy: 'Ask again.',
    }),
  );
}
