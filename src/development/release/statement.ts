import { Instant, type Json, Refused } from '../../core/index.ts';
import { type Statement, statementBytes } from '../statement/statement.ts';
import { releaseFaults } from './faults.ts';
import type { GateResult } from './gate.ts';
import type { ReleasePolicy } from './policy.ts';

/** The published type of what the gate says; docs/development-release.md describes it field by field. */
export const GATE_TYPE = 'https://assay.invalid/attestation/release-gate/v1';

export interface SaidOf {
  readonly result: GateResult;
  readonly policy: ReleasePolicy;
  /** Digests of the facts, by link. */
  readonly facts: ReadonlyMap<string, string>;
  /** The head of the service's ledger that was judged. */
  readonly head: { readonly size: number; readonly root: string; readonly origin: string };
}

/** The gate's answer as an in-toto Statement about the artifact, the commit and the tree. Throws `Refused` (ASSAY-RELEASE-012) where it is about none of them. */
export function gateStatement({ result, policy, facts, head }: SaidOf): Uint8Array {
  const { artifact, commit, tree } = result.about;
  const digests: [string, string][] = [
    ...(artifact === undefined ? [] : [['sha256', artifact.slice('sha256:'.length)] as [string, string]]),
    ...(commit === undefined ? [] : [['gitCommit', commit] as [string, string]]),
    ...(tree === undefined ? [] : [['gitTree', tree] as [string, string]]),
  ];
  if (digests.length === 0) {
    throw new Refused(
      releaseFaults.fault('012', {
        message: `nothing says which bytes ${result.release} is`,
        expected: 'a link that names the commit, the tree or the artifact',
        found: 'none',
        remedy: 'Record the review of the release, or the comparison of its artifact.',
      }),
    );
  }
  const subjects: Statement['subjects'] = [{ name: result.release, digest: new Map(digests) }];
  const predicate: { readonly [key: string]: Json } = {
    release: result.release,
    verdict: result.pass ? 'passed' : 'refused',
    judgedAt: Instant.format(result.at),
    policy: { name: policy.name, digest: policy.digest },
    ledger: { origin: head.origin, size: head.size, root: head.root },
    links: result.chain
      .filter(({ state }) => state !== 'absent')
      .map(({ link, asked, state, verdict, fact }) => ({
        link,
        asked,
        state,
        verdict,
        ...(fact === undefined ? {} : { lookedAt: Instant.format(fact.at), counts: { ...fact.counts } }),
        ...(facts.has(link) ? { fact: facts.get(link) ?? null } : {}),
      })),
    letPass: result.letPass.map(({ link, by, what, because, until, typed, reasons }) => ({
      link,
      by,
      what,
      because,
      until,
      ...(by === 'exception' ? { signed: typed !== true } : {}),
      reasons: reasons.length,
    })),
  };
  return statementBytes({ subjects, predicateType: GATE_TYPE, predicate });
}
