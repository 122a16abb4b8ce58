import { join } from 'node:path';
import { type Json, Refused } from '../../../core/index.ts';
import type { Ledger } from '../../../ledger/edge/open.ts';
import type { Seq } from '../../../ledger/model.ts';
import { type Audit, openAudit } from '../audit/audit.ts';
import { AUDITED, type Fact } from '../audit/facts.ts';
import type { Finding } from '../audit/finding.ts';
import { toldOf } from '../audit/told.ts';
import { credentialFaults } from '../faults.ts';
import { policyFacts } from './policies.ts';

/** What the audit needs of a fleet that is open: its ledger, and to be told of each fact. */
interface Seen {
  readonly folder: string;
  readonly now: () => number;
  readonly ledger: Pick<Ledger, 'read' | 'head'>;
  listen(listener: (type: string, body: Json, seq: Seq) => void): () => void;
}

export interface AuditRoomOptions {
  /** The policies that Assay ships. */
  readonly shipped: string;
  /** The operator's own, where they are not in the folder `policies` of the fleet. */
  readonly policies?: string;
  /** Told of each finding that holds from this moment on, as the fact comes that brings it. */
  readonly found: (finding: Finding) => void;
  /** Told what broke: the audit stops, and says so to whoever asks it. */
  readonly broke: (error: unknown) => void;
}

const NAMES: ReadonlySet<string> = new Set(AUDITED);
const PAGE = 500;
/** What whoever holds a fleet is asked for the audit. */
export const AUDIT = 'credential.audit';

/** Takes the next entries of a ledger; false where these were the last. */
export function takePage(audit: Audit, ledger: Pick<Ledger, 'read' | 'head'>, found: (finding: Finding) => void): boolean {
  const from = audit.state.size;
  const entries = ledger.read(from as Seq, PAGE);
  for (const { type, body, seq } of entries) {
    if (NAMES.has(type)) for (const finding of audit.take({ seq, type, body: body as Fact['body'] })) found(finding);
    audit.state.size = seq + 1;
  }
  return entries.length === PAGE;
}

/** An audit of a whole ledger, judged anew. `folder`: the fleet's. */
export async function auditOf(
  ledger: Pick<Ledger, 'read' | 'head'>,
  { shipped, policies }: { readonly shipped: string; readonly policies: string },
): Promise<Audit> {
  const audit = openAudit();
  while (takePage(audit, ledger, () => undefined));
  const rules = await policyFacts(shipped, policies);
  audit.policies(rules === undefined ? undefined : { rules });
  return audit;
}

/**
 * The audit as a room of the fleet, for whoever serves it: it reads what stands on the ledger, and then judges each fact as it is entered. It guards nobody: where it breaks, the fleet goes on,
 * and whoever asks is refused.
 */
export function auditRoom({ shipped, policies, found, broke }: AuditRoomOptions) {
  let audit: Audit | undefined;
  let behind: Promise<void> | undefined;
  return {
    projectors: [],
    commands: [
      {
        name: AUDIT,
        async run(fleet: Seen): Promise<Json> {
          await behind;
          if (audit === undefined)
            throw new Refused(
              credentialFaults.fault('005', {
                message: 'the audit of this fleet has stopped',
                expected: 'an audit that judges each fact',
                found: 'one that broke; the process that serves the fleet has said how',
                remedy:
                  'This is our mistake. Please report it with what that process said. Until it is started again: assay operations credentials audit --anew',
              }),
            );
          return JSON.parse(JSON.stringify({ ...toldOf(audit, fleet.now()), judged: 'on-change' })) as Json;
        },
      },
    ],
    async begin(fleet: Seen): Promise<() => Promise<void>> {
      let mine: Audit | undefined = openAudit();
      let caughtUp = false;
      let stopped = false;
      audit = mine;
      const failed = (error: unknown) => {
        audit = undefined;
        mine = undefined;
        broke(error);
      };
      const tell = (finding: Finding) => {
        const at = fleet.now();
        if (caughtUp && finding.state === 'found' && (finding.from ?? at) <= at) found(finding);
      };
      const judgePolicies = () =>
        policyFacts(shipped, policies ?? join(fleet.folder, 'policies')).then((rules) => {
          const seq = mine?.state.policiesChanged;
          for (const finding of mine?.policies(rules === undefined ? undefined : { rules, ...(seq === undefined ? {} : { seq }) }) ?? []) tell(finding);
        });
      const deaf = fleet.listen((type, body, seq) => {
        // What comes before the past has been read is read with it.
        if (mine === undefined || !caughtUp) return;
        try {
          if (NAMES.has(type)) for (const finding of mine.take({ seq, type, body: body as Fact['body'] })) tell(finding);
          mine.state.size = seq + 1;
          if (type === 'policies.changed') behind = judgePolicies().catch(failed);
        } catch (error) {
          failed(error);
        }
      });
      behind = (async () => {
        while (mine !== undefined && !stopped && takePage(mine, fleet.ledger, () => undefined)) await new Promise((done) => setImmediate(done));
        await judgePolicies();
        // Entries that came meanwhile; from here to the listener's first fact nothing else runs.
        while (mine !== undefined && !stopped && takePage(mine, fleet.ledger, () => undefined));
        caughtUp = true;
      })().catch(failed);
      return async () => {
        stopped = true;
        deaf();
        await behind;
      };
    },
  };
}
