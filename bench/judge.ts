import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Instant, type Json } from '../src/core/index.ts';
import { type Evidence, readEvidence } from '../src/evidence/index.ts';
import { parseSubject } from '../src/evidence/subject.ts';
import { openLedger } from '../src/ledger/edge/open.ts';
import { rememberMap } from '../src/map/edge/kept.ts';
import type { ServiceMap } from '../src/map/model.ts';
import { type Desk, openDesk, type Seen } from '../src/server/judge/desk.ts';
import { positionQuestion } from '../src/server/position/questions.ts';
import { type BenchOptions, type BenchResult, MACHINE, measured } from './result.ts';
import { copiedService } from './service-copies.ts';

const EXAMPLE = 'examples/camera-service/evidence';
const AT = Instant.parse('2026-11-01T00:00:00Z');
const MINUTE_MS = 60_000;
const MOMENTS = 3;

/** What a question costs at a minute that nothing happened in, and after an entry that no verdict rests on, against the same question judged afresh. */
export async function run(options: BenchOptions = {}): Promise<BenchResult[]> {
  const map = copiedService(2000);
  const evidence = copiedEvidence(map);
  const input = `${map.parts.length.toLocaleString('en')} parts, the camera service beside itself, ${evidence.length.toLocaleString('en')} pieces of evidence`;
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-bench-judge-'));
  const ledger = await openLedger({ dataDir, now: () => AT, mode: 'write' });
  try {
    await rememberMap(ledger, dataDir, map);
    await ledger.append(evidence.map((body) => ({ type: 'evidence.recorded', body: body as Json })));
    const opened = () => openDesk(dataDir, ledger, () => AT);
    const desk = opened();
    const asks: readonly (readonly [string, (desk: Desk, at: Instant) => unknown])[] = [
      ['verdicts, attack graph and what-if', (desk, at) => judged(desk.at(at))],
      // The report of so large a map takes a minute.
      ...(options.full === true ? [['the page of the stack, with its report and trend', stack] as const] : []),
    ];
    const results: BenchResult[] = [];
    let minutes = 0;
    for (const [what, ask] of asks) {
      const other = opened();
      const fresh = measured(1, () => ask(other, AT));
      ask(desk, AT);
      const later = measured(MOMENTS, () => {
        minutes += 1;
        return ask(desk, Instant.of(AT + minutes * MINUTE_MS));
      });
      results.push({
        ...figure(`${what}, a minute later`, later.ms, input),
        against: { what: 'judged afresh', value: fresh.ms, ratio: fresh.ms / later.ms },
        budget: { ratioAtLeast: 10 },
      });
    }
    await ledger.append([{ type: 'note', body: {} }]);
    desk.follow();
    const grown = measured(1, () => judged(desk.at(AT)));
    results.push(figure('the same, one entry later that no verdict rests on', grown.ms, input));
    results.push({ ...figure('memory of the process', process.memoryUsage().rss / 2 ** 20, input), unit: 'MB' });
    return results;
  } finally {
    await ledger.close();
    rmSync(dataDir, { recursive: true });
  }
}

function judged(seen: Seen): unknown {
  return [seen.position, seen.graph, seen.whatIf];
}

function stack(desk: Desk, at: Instant): unknown {
  return positionQuestion.answer(desk, { at, size: desk.folded.head.size, known: 'seen' });
}

/** What was seen of the one service, seen of each of its copies. */
function copiedEvidence(map: ServiceMap): readonly Evidence[] {
  const known = readdirSync(EXAMPLE)
    .sort()
    .flatMap((file) => readEvidence(readFileSync(`${EXAMPLE}/${file}`, 'utf8'), file, { now: AT }));
  const ids = new Set([map.parts, map.zones, map.flows, map.links, map.gates, map.assets].flatMap((list) => list.map(({ id }) => id)));
  const copies = Math.ceil(map.parts.length / 46);
  return [
    ...known,
    ...Array.from({ length: copies }, (_, i) => i + 1).flatMap((copy) =>
      known.flatMap((one) => {
        const { element } = parseSubject(one.subject);
        const id = `${element}-${copy}`;
        return ids.has(id) ? [{ ...one, subject: `${id}${one.subject.slice(element.length)}` }] : [];
      }),
    ),
  ];
}

function figure(name: string, value: number, input: string): BenchResult {
  return { bench: 'judge', figure: name, value, unit: 'ms', input, runs: MOMENTS, machine: MACHINE };
}
