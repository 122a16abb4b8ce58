import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type ReviewCommand, reviewDecider } from '../../src/business/review/decide.ts';
import { statementsOf } from '../../src/business/review/statements.ts';
import { Digest, Duration, Instant, type Json, Refused } from '../../src/core/index.ts';
import { EVIDENCE_RECORDED } from '../../src/evidence/index.ts';
import { openLedger } from '../../src/ledger/edge/open.ts';
import type { Draft } from '../../src/ledger/model.ts';

/** The office of the example, as its operator would have filled it in over a year: what tools discovered, and the reviews that were done or forgotten. */

const EXAMPLE = 'examples/camera-service';
const IMPORTS = [
  ['scuba', 'office.scuba.json'],
  ['opengraph', 'source-host.opengraph.json'],
  ['scim', 'directory.scim.ndjson'],
  ['nmap', 'office.nmap.xml'],
] as const;

const run = promisify(execFile);

/** By the command itself: it exits 1 where something was found. */
export async function importOffice(folder: string): Promise<void> {
  for (const [format, file] of IMPORTS) {
    const args = ['src/main.ts', 'business', 'import', format, `${EXAMPLE}/imports/${file}`, '--service', `${EXAMPLE}/service.yaml`, '--data', folder];
    await run(process.execPath, args).catch((error: { readonly code?: unknown; readonly stderr?: string }) => {
      if (error.code !== 1) throw new Error(`${format} was not imported: ${error.stderr}`);
    });
  }
}

const at = (text: string) => Instant.parse(text);
const plus = (from: Instant, text: string) => Instant.plus(from, Duration.parse(text));

/** Two rounds of a roll-out that were done, a third that nobody did; a supplier review under way. */
export async function reviewOffice(folder: string): Promise<void> {
  const ledger = await openLedger({ dataDir: folder, now: () => at('2026-10-31T00:00:00Z'), mode: 'write' });
  let state = reviewDecider.initial;
  const enter = async (command: ReviewCommand) => {
    const decision = reviewDecider.decide(command, state);
    if (!decision.ok) throw new Refused(...decision.faults);
    state = decision.events.reduce(reviewDecider.evolve, state);
    const ended = command.type === 'close' ? state.get(command.review) : undefined;
    const stated = ended === undefined ? [] : statementsOf(ended);
    await ledger.append([
      ...decision.events.map(({ type, body }): Draft => ({ type, body: body as Json })),
      ...stated.map((body): Draft => ({ type: EVIDENCE_RECORDED, body: body as Json })),
    ]);
  };
  const by = 'it-administrator';
  const roles = [by];
  const kind = 'phishing-resistant-roll-out';
  for (const [round, when, resistant] of [
    [1, '2026-08-01T09:00:00Z', 9],
    [2, '2026-09-01T09:00:00Z', 15],
  ] as const) {
    const review = `${kind}-${round}`;
    await enter({ type: 'start', at: at(when), review, kind, subjects: [{ id: 'developer', kind: 'role' }], links: [], owner: by, roles });
    await enter({
      type: 'answer',
      at: plus(at(when), 'P2D'),
      review,
      task: 'accounts',
      by,
      roles,
      observedAt: plus(at(when), 'P2D'),
      figures: { accounts: 24, resistant },
      raw: { digest: Digest.of(review), mediaType: 'text/csv' },
      method: 'import',
    });
    await enter({ type: 'close', at: plus(at(when), round === 1 ? 'P3D' : 'P9D'), review, by, roles });
  }
  await enter({
    type: 'start',
    at: at('2026-10-20T09:00:00Z'),
    review: 'supplier-review-1',
    kind: 'supplier-review',
    subjects: [{ id: 'chip-supplier', kind: 'supplier' }],
    links: [],
    owner: by,
    roles,
  });
  await ledger.close();
}
