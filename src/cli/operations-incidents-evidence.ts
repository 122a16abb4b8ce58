import { canonicalJson, Digest, type Json, Refused } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import { EVIDENCE_RECORDED, evidenceView, readEvidence } from '../evidence/index.ts';
import { foldViews, register } from '../ledger/projections.ts';
import { subjectsOf } from '../map/subjects.ts';
import { incidentEvidence, shownBy } from '../operations/csirt/evidence.ts';
import { zoneNamed } from '../operations/duty/edge/zone.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { type AtDesk, withDesk } from './operations-incident-desk.ts';
import { counted } from './table.ts';
import { dataFolder } from './workspace.ts';

/** Puts on the ledger what the incidents there show of the plan, for and against; what stands there already is not entered again. Throws `Refused` (ASSAY-CLI-005) where the map has no plan. */
export function incidentsEvidence(args: Arguments, io: Io): Promise<Outcome> {
  return withDesk(args, io, 'continue', async ({ ledger, map, incidents }: AtDesk) => {
    const plan = map.csirt;
    if (plan === undefined) {
      throw new Refused(
        cliFaults.fault('005', {
          message: 'incidents are judged by the incident plan, and the map has none',
          expected: 'a map with csirt',
          found: 'none',
          remedy: 'Write the plan. docs/operations-csirt.md shows one to begin with.',
        }),
      );
    }
    const zone = zoneNamed(args.text('zone') ?? 'UTC');
    const shown = shownBy({ plan, incidents: [...incidents.values()], now: io.now() }, { zone });
    const planDigest = Digest.of(canonicalJson(plan as unknown as Json));
    const drawn = shown.map((one) => incidentEvidence(one, map.service.id, planDigest));
    const known = foldViews(ledger, [register(evidenceView)]).view(evidenceView).all;
    // The last of a claim that says the same of the same moment: what was entered since may have said otherwise.
    const fresh = drawn.filter(({ evidence }) => {
      const last = known.findLast(({ claim, subject, source }) => claim === evidence.claim && subject === evidence.subject && source === evidence.source);
      return last?.observedAt !== evidence.observedAt || last.raw.digest !== evidence.raw.digest || last.value !== evidence.value;
    });
    const statements = fresh.map(({ evidence }) => evidence);
    readEvidence(JSON.stringify(statements), 'the statements', { now: io.now(), subjects: subjectsOf(map) });
    for (const { evidence, raw } of fresh) keepRaw(dataFolder(args, io), new TextEncoder().encode(raw), evidence.raw.digest);
    if (statements.length > 0) await ledger.append(statements.map((body) => ({ type: EVIDENCE_RECORDED, body: body as unknown as Json })));
    const lines = shown.flatMap(({ claim, value, lacks }) => [`${claim}: ${value}`, ...lacks.map(({ incident, lack }) => `  ${incident}: ${lack}`)]);
    return {
      json: { shown: drawn.map(({ evidence }) => evidence), entered: statements.length },
      text: lines.length === 0 ? 'The incidents on the ledger show nothing yet: no exercise was closed, and no time of the plan has passed.' : lines.join('\n'),
      code: shown.every(({ value }) => value) ? 0 : 1,
      notes: [
        statements.length === 0 ? 'Nothing new was entered.' : `${counted(statements.length, 'statement')} entered. What they close or open: assay gap report`,
      ],
    };
  });
}
