import { Digest, Instant, type Json } from '../core/index.ts';
import { analysisNow } from '../development/lifecycle/edge/analysed.ts';
import { drillOf } from '../development/release/drill.ts';
import { factsOf } from '../development/release/edge/facts.ts';
import type { ReleasePolicy } from '../development/release/policy.ts';
import { refuseElsewhere } from '../development/release/record.ts';
import { publishedOf, recordedOf } from '../development/release/views.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import { EVIDENCE_RECORDED, readEvidence } from '../evidence/index.ts';
import { subjectsOf } from '../map/subjects.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { noFacts, withReleases } from './development-release-ledger.ts';
import { wrap } from './help.ts';
import { counted, wholeTable } from './table.ts';

const CLAIM = 'release.gate-enforced';

/** Tries to have a release let through without its evidence, in each way that the policy should refuse, and records whether it was. Exits 1 where one attempt got through, or where the refusals show nothing of the gate. Throws `Refused` (ASSAY-RELEASE-007, -009). */
export async function drill(args: Arguments, io: Io, { release, policy }: { readonly release: string; readonly policy: ReleasePolicy }): Promise<Outcome> {
  const part = args.text('part');
  return withReleases(args, io, part === undefined ? 'read' : 'continue', async ({ view, ledger, dataDir, map }) => {
    const at = io.now();
    const recorded = recordedOf(view);
    const own = recorded.filter(({ about }) => about.release === release);
    if (own.length === 0) {
      throw noFacts(
        release,
        recorded.map(({ about }) => about.release),
      );
    }
    // Refused before it is recorded at an element of which the claim says nothing.
    if (part !== undefined) refuseElsewhere('signing system', CLAIM, map, part);
    const mapChanged = analysisNow(release, { view, dataDir, map, at }).differences;
    const { attempts, state, why } = drillOf(factsOf(dataDir, own), policy, { release, at, mapChanged, published: publishedOf(view, at, policy.digest) });
    const through = attempts.filter(({ by }) => by.length === 0);
    const report = JSON.stringify({
      release,
      policy: policy.digest,
      at: Instant.format(at),
      state,
      why,
      attempts: attempts.map(({ what, by }) => ({ what, refused: by.length > 0, codes: [...new Set(by.map(({ code }) => code))] })),
    });
    const value = state === 'enforced';
    const evidence = {
      subject: part ?? '',
      claim: CLAIM,
      value,
      observedAt: Instant.format(at),
      validFor: 'P92D',
      source: 'Assay, drill of the release gate',
      method: 'drill' as const,
      ...(value
        ? {}
        : {
            finding: {
              id: 'release:gate:passed',
              title: `The gate let through: ${through.map(({ what }) => what).join(', ')}`.slice(0, 500),
              severity: 'high' as const,
            },
          }),
      raw: { digest: Digest.of(report), mediaType: 'application/json' },
    };
    const recording = part !== undefined && state !== 'not-shown';
    if (recording) {
      readEvidence(JSON.stringify([evidence]), 'the statement', { now: at, subjects: subjectsOf(map) });
      keepRaw(dataDir, new TextEncoder().encode(report), evidence.raw.digest);
      await ledger.append([{ type: EVIDENCE_RECORDED, body: evidence as unknown as Json }]); // Checked above against the schema of evidence.
    }
    return {
      json: JSON.parse(report),
      text: [
        wholeTable(
          ['attempt', 'outcome', 'by'],
          attempts.map(({ what, by: [first] }) => [
            what,
            first === undefined ? 'let through' : 'refused',
            first === undefined ? '-' : `${first.link} ${first.code}`,
          ]),
        ),
        '',
        ...(state === 'let-through'
          ? [`The gate let through ${counted(through.length, 'attempt')} of ${attempts.length}.`]
          : [
              `The gate refused each of ${counted(attempts.length, 'attempt')}${value ? ', and lets the release through as it is.' : ', which shows nothing:'}`,
            ]),
        ...(state === 'not-shown' ? why.flatMap((one) => wrap(one, 98).map((line, i) => `${i === 0 ? '  ' : '    '}${line}`)) : []),
      ].join('\n'),
      code: value ? 0 : 1,
      notes: recording
        ? [`Evidence: ${CLAIM} of ${part} is ${value}.`]
        : part === undefined
          ? ['Nothing was recorded: name the signing system with --part.']
          : [`Held back: whether ${CLAIM} holds at ${part} was not shown.`],
    };
  });
}
