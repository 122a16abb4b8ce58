import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { foldLedger } from '../assurance/folded.ts';
import { Digest, type Json, Refused } from '../core/index.ts';
import { EVIDENCE_RECORDED, evidenceDigest } from '../evidence/index.ts';
import { subjectsOf } from '../map/subjects.ts';
import { attestationEvidence, type ProductAttested } from '../product/attestation/evidence.ts';
import { type DataShown, dataEvidence } from '../product/data/evidence.ts';
import { type Ended, retirementEvidence } from '../product/retirement/evidence.ts';
import type { Command } from './command.ts';
import { cliFaults } from './faults.ts';
import { needed, WORKSPACE } from './parse.ts';
import type { StatusShown } from './product-data-text.ts';
import { withFleet } from './product-device-fleet.ts';
import { counted, table } from './table.ts';
import { dataFolder, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const NAMED = { noun: 'product', verb: 'evidence', usage: 'record' };

export const productEvidence: Command = {
  ...NAMED,
  most: 1,
  about:
    'Records on the service’s ledger what the fleet shows of itself: how far its retired devices are refused and erased, what its devices have shown of their hardware, and with --store whether erasures were done and nothing is kept past its time. Each statement cites the fleet’s checkpoint.',
  options: [
    ...WORKSPACE.filter(({ name }) => name !== 'at'),
    { name: 'store', kind: 'text', value: 'PART', about: 'the datastore of the map that the fleet keeps its data in' },
  ],
  examples: ['assay product evidence record'],
  async run(args, io) {
    const verb = needed(args, 0, 'record', NAMED);
    if (verb !== 'record') {
      throw new Refused(
        cliFaults.fault('004', {
          message: `"product evidence" takes no "${verb}"`,
          expected: 'record',
          found: verb,
          remedy: 'See: assay product evidence --help',
        }),
      );
    }
    const store = args.text('store');
    // The rooms' own commands give these shapes.
    const { shown, attested, data } = await withFleet(args, io, false, async (ask) => ({
      shown: (await ask('retirement.evidence', {})) as unknown as { readonly ended: readonly Ended[]; readonly checkpoint: string },
      attested: ((await ask('attestation.evidence', {})) as unknown as { readonly products: readonly ProductAttested[] }).products,
      data: store === undefined ? undefined : shownOf((await ask('data.status', {})) as unknown as StatusShown),
    }));
    const checkpoint = Digest.of(shown.checkpoint);
    const statements = [
      ...retirementEvidence(shown.ended, io.now(), checkpoint),
      ...attestationEvidence(attested, io.now(), checkpoint),
      ...(store === undefined || data === undefined ? [] : dataEvidence(store, data, io.now(), checkpoint)),
    ];
    const named = args.text('service') !== undefined || existsSync(resolve(io.cwd, 'service.yaml')) ? readServiceMap(args, io) : undefined;
    const known = named === undefined ? undefined : new Set(subjectsOf(named.map).elements);
    const off = statements.filter(({ subject }) => known?.has(subject) === false);
    const fit = statements.filter(({ subject }) => known?.has(subject) !== false);
    const recorded = await withLedger(args, io, async (ledger) => {
      const folded = foldLedger(ledger);
      if (named !== undefined) refuseOtherService(folded, named.map, dataFolder(args, io));
      const before = new Set(folded.evidence.map(({ seq: _, ...evidence }) => evidenceDigest(evidence)));
      const fresh = fit.filter((evidence) => !before.has(evidenceDigest(evidence)));
      await ledger.append(fresh.map((body) => ({ type: EVIDENCE_RECORDED, body: body as unknown as Json })));
      return fresh;
    });
    return {
      json: { recorded, checkpoint: shown.checkpoint, notOnMap: off.map(({ subject }) => subject) },
      text:
        recorded.length === 0
          ? 'The fleet has nothing new to state.'
          : `Recorded ${counted(recorded.length, 'statement')}.\n\n${table(
              ['subject', 'claim', 'of how many', 'known'],
              recorded.map(({ subject, claim, population }) => [subject, claim, population?.total ?? 0, population?.seen ?? 0]),
            )}`,
      code: 0,
      ...(off.length === 0 ? {} : { notes: [`Not on the map, and left out: ${[...new Set(off.map(({ subject }) => subject))].join(', ')}.`] }),
    };
  },
};

function shownOf({ kept, lateSeconds, requests }: StatusShown): DataShown {
  return { due: requests.due, inTime: requests.inTime, records: kept.reduce((sum, { records }) => sum + records, 0), lateSeconds };
}
