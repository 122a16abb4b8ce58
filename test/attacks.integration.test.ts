import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { COMMANDS } from '../src/cli/index.ts';
import { run } from '../src/cli/run.ts';
import { Instant, Refused } from '../src/core/index.ts';
import { type Ledger, openLedger } from '../src/ledger/edge/open.ts';
import { blast, choices, chokepoints, found, paths, times, whatIf } from '../src/server/attacks/model.ts';
import {
  blastQuestion,
  choicesQuestion,
  chokepointsQuestion,
  foundQuestion,
  pathsQuestion,
  timesQuestion,
  whatIfQuestion,
} from '../src/server/attacks/questions.ts';
import { ATTACK_ROUTES } from '../src/server/attacks/routes.ts';
import { type Desk, openDesk } from '../src/server/judge/desk.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/camera-service/', import.meta.url));
const AT = '2026-11-01T00:00:00Z';
const folder = mkdtempSync(join(tmpdir(), 'assay-attacks-'));
const dataDir = join(folder, 'data');
let ledger: Ledger;
let desk: Desk;

async function assay(...argv: readonly string[]): Promise<Record<string, unknown>> {
  const out: string[] = [];
  const named = ['--service', join(EXAMPLE, 'service.yaml'), ...(argv[0] === 'attack' ? ['--at', AT] : [])];
  const code = await run([...argv, ...named, '--data', dataDir, '--json'], COMMANDS, {
    cwd: EXAMPLE,
    env: {},
    now: () => Instant.parse(AT),
    interactive: false,
    out: (text) => void out.push(text),
    err: () => undefined,
  });
  expect(code, out.join('')).toBeLessThan(2);
  return JSON.parse(out.join('')) as Record<string, unknown>;
}

/** What goes over HTTP is JSON of the declared shape, and nothing of it is dropped by the shape. */
function through<Shape extends z.ZodType>(shape: Shape, answer: unknown): unknown {
  const wire: unknown = JSON.parse(JSON.stringify(answer));
  expect(shape.parse(wire)).toEqual(wire);
  return wire;
}

beforeAll(async () => {
  const evidence = readdirSync(join(EXAMPLE, 'evidence')).map((name) => join(EXAMPLE, 'evidence', name));
  await assay('evidence', 'add', ...evidence);
  // Enters the map, so that the desk finds it on the ledger.
  await assay('attack', 'chokepoints');
  ledger = await openLedger({ dataDir, now: () => Instant.parse(AT), mode: 'read' });
  desk = openDesk(dataDir, ledger, () => Instant.parse(AT));
}, 60_000);

afterAll(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true });
});

const ALL = { at: AT, from: [], to: [] };
const NOTHING = { prove: [], fail: [], fall: [] };

describe('the questions of the attacks page', () => {
  it('gives the ways that the command line gives', async () => {
    const answer = pathsQuestion.answer(desk, { at: AT, from: ['stranger'], to: ['video:read', 'signing-key:change'], ways: 3 });
    expect(through(paths, answer)).toEqual(await assay('attack', 'paths', '--to', 'video:read,signing-key:change', '--from', 'stranger'));
    expect(answer.answers.map(({ ways }) => ways.length > 0)).toContain(true);
  });

  it('gives the choke points that the command line gives', async () => {
    expect(through(chokepoints, chokepointsQuestion.answer(desk, ALL))).toEqual(await assay('attack', 'chokepoints'));
  });

  it('gives the blast radius that the command line gives', async () => {
    expect(through(blast, blastQuestion.answer(desk, { at: AT, of: ['build-server'] }))).toEqual(await assay('attack', 'blast', '--from', 'build-server'));
  });

  it('gives the times that the command line gives', async () => {
    const asked = { at: AT, from: [], to: ['video:read'], samples: 200, seed: 7 };
    expect(through(times, timesQuestion.answer(desk, asked))).toEqual(await assay('attack', 'time', '--to', 'video:read', '--samples', '200', '--seed', '7'));
  });

  it('supposes what the command line supposes', async () => {
    const supposed = { prove: ['stream-access-enforced'], fail: ['signed-updates'], fall: ['build-server'] };
    const { targets: _, ...answer } = through(whatIf, whatIfQuestion.answer(desk, { ...ALL, ...supposed })) as Record<string, unknown>;
    expect(answer).toEqual(await assay('attack', 'what-if', '--prove', 'stream-access-enforced', '--fail', 'signed-updates', '--fall', 'build-server'));
  });

  it('says of a closed target what closes it, and opens it by supposing that all of it fails', () => {
    const closed = pathsQuestion.answer(desk, { ...ALL, ways: 1 }).answers.filter(({ reach }) => reach === 'proven-closed');
    expect(closed.length).toBeGreaterThan(0);
    for (const { goal, shut = [] } of closed) {
      const closers = shut.flatMap(({ closedBy }) => closedBy);
      expect(closers.map(({ verdict }) => verdict)).toEqual(closers.map(() => 'proven'));
      const fail = closers.map((at) => `${at.control}@${at.subject}`);
      expect(whatIfQuestion.answer(desk, { ...ALL, to: [goal], prove: [], fail, fall: [] }).targets[0]?.reach).not.toBe('proven-closed');
    }
  });

  it('names actors, targets with their reach, and the controls that stand in the way', () => {
    const answer = choicesQuestion.answer(desk, { at: AT, from: [] });
    through(choices, answer);
    const ways = pathsQuestion.answer(desk, { ...ALL, ways: 1 });
    for (const { goal, reach, ways: told } of ways.answers) {
      const choice = answer.goals.find((one) => one.goal === goal);
      expect([choice?.reach, choice?.days === undefined]).toEqual([reach, told.length === 0]);
    }
    const titles = new Set(answer.controls.map(({ id }) => id as string));
    for (const hop of ways.answers.flatMap((one) => one.ways.flatMap(({ story }) => story.hops)))
      for (const at of [...hop.closedBy, ...hop.seenBy]) expect(titles).toContain(at.control);
  });

  it('finds states and parts by words, and says how many more there are', () => {
    const answer = foundQuestion.answer(desk, { at: AT, find: 'build server', most: 3 });
    through(found, answer);
    expect(answer.parts.map(({ id }) => id)).toContain('build-server');
    expect(answer.states.length).toBe(3);
    expect(answer.of.states).toBeGreaterThan(3);
  });

  it('draws each way as it is told: every hop stands somewhere, and rests on hops before it', () => {
    for (const { ways } of pathsQuestion.answer(desk, { ...ALL, ways: 3 }).answers) {
      for (const { story, course } of ways) {
        const spots = new Set(course.spots.map(({ id }) => id));
        expect(course.hops.length).toBe(story.hops.length);
        course.hops.forEach(({ spot, after }, i) => {
          expect(spots).toContain(spot);
          for (const hop of after) expect(hop).toBeLessThan(i + 1);
        });
        for (const { from, to, hops } of course.moves) {
          expect([spots.has(from), spots.has(to), from === to, hops.length > 0]).toEqual([true, true, false, true]);
        }
        const moved = new Set(course.moves.flatMap(({ hops }) => hops));
        course.hops.forEach(({ spot, after }, i) => {
          const elsewhere = after.some((n) => n > 0 && course.hops[n - 1]?.spot !== spot);
          if (elsewhere) expect(moved).toContain(i + 1);
        });
      }
    }
  });
});

describe('what if', () => {
  it('changes nothing by supposing nothing', () => {
    const answer = whatIfQuestion.answer(desk, { at: AT, from: [], to: ['video:read'], ...NOTHING });
    expect(answer).toMatchObject({ closed: [], opened: [], unsettled: [], fallen: [], changed: [], dearer: [], cheaper: [] });
    const now = pathsQuestion.answer(desk, { at: AT, from: [], to: ['video:read'], ways: 1 });
    expect(answer.targets.map(({ goal, reach, way }) => [goal, reach, way?.story.days])).toEqual(
      now.answers.map(({ goal, reach, ways }) => [goal, reach, ways[0]?.story.days]),
    );
  });

  it('gives the same verdicts without their prices', () => {
    const supposed = { prove: ['stream-access-enforced'], fail: ['signed-updates'], fall: ['build-server'] };
    const whole = whatIfQuestion.answer(desk, { ...ALL, to: ['video:read'], ...supposed });
    const brief = whatIfQuestion.answer(desk, { ...ALL, to: ['video:read'], ...supposed, only: 'verdicts' });
    through(whatIf, brief);
    expect(whole).toMatchObject({ ...brief, targets: brief.targets });
    expect(Object.keys(whole).filter((key) => !(key in brief))).toEqual(['dearer', 'cheaper']);
  });

  it('closes a goal by closing a step that no attack can do without', () => {
    const { chokepoints: rows } = chokepointsQuestion.answer(desk, ALL);
    const closable = rows.filter(({ closedBy }) => closedBy.length > 0);
    expect(closable.length).toBeGreaterThan(0);
    for (const { step, goals, closedBy } of closable) {
      const answer = whatIfQuestion.answer(desk, { ...ALL, ...NOTHING, prove: closedBy.map((at) => `${at.control}@${at.subject}`) });
      expect(answer.closed).toContain(step);
      expect(answer.changed.filter(({ after }) => after === 'proven-closed').map(({ goal }) => goal)).toEqual(expect.arrayContaining([...goals]));
    }
  });

  it('leaves no trace: each supposition is answered as if it were the first', () => {
    const controls = choicesQuestion.answer(desk, { at: AT, from: [] }).controls.map(({ id }) => id as string);
    const closers = controls.filter((control) => {
      try {
        whatIfQuestion.answer(desk, { ...ALL, ...NOTHING, prove: [control] });
        return true;
      } catch (error) {
        if (error instanceof Refused) return false;
        throw error;
      }
    });
    const some = fc.subarray(closers, { maxLength: 4 });
    fc.assert(
      fc.property(some, some, fc.subarray(['build-server', 'wiki', 'stranger', 'camera:code:every']), (prove, fail, fall) => {
        const asked = { ...ALL, prove, fail, fall };
        const first = whatIfQuestion.answer(
          openDesk(dataDir, ledger, () => Instant.parse(AT)),
          asked,
        );
        expect(whatIfQuestion.answer(desk, asked)).toEqual(first);
        // What is proven only takes away; what fails or falls only adds.
        const rank = { 'proven-closed': 0, 'no-way-known': 0, undecided: 1, 'proven-reachable': 2 } as const;
        if (fail.length + fall.length === 0) for (const { before, after } of first.changed) expect(rank[after]).toBeLessThan(rank[before]);
        if (prove.length === 0) for (const { before, after } of first.changed) expect(rank[after]).toBeGreaterThan(rank[before]);
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('tells the way as it would be, with the verdicts and statuses that were supposed', () => {
    const undecided = pathsQuestion
      .answer(desk, { ...ALL, ways: 1 })
      .answers.flatMap(({ goal, ways }) => (ways[0]?.story.hops ?? []).flatMap((hop) => (hop.status === 'undecided' ? [{ goal, hop }] : [])));
    expect(undecided.length).toBeGreaterThan(0);
    for (const { goal, hop } of undecided.slice(0, 5)) {
      const fail = hop.closedBy.map((at) => `${at.control}@${at.subject}`);
      const [target] = whatIfQuestion.answer(desk, { at: AT, from: [], to: [goal], ...NOTHING, fail }).targets;
      const there = target?.way?.story.hops.find((one) => one.sentence === hop.sentence);
      expect([there?.status, there?.closedBy.map(({ verdict }) => verdict)]).toEqual(['open', fail.map(() => 'failing')]);
    }
    const [fallen] = whatIfQuestion.answer(desk, { at: AT, from: ['passer-by'], to: ['signing-key:read'], ...NOTHING, fall: ['signing-key:read'] }).targets;
    expect([fallen?.reach, fallen?.way?.steps]).toEqual(['proven-reachable', []]);
  });

  it('refuses a control that no step waits for, and a state that is none', () => {
    const asking = (supposed: Partial<typeof NOTHING>) => () => whatIfQuestion.answer(desk, { ...ALL, ...NOTHING, ...supposed });
    expect(asking({ prove: ['stream-acess-enforced'] as never })).toThrow(/ASSAY-ATTACK-004|waits for/);
    expect(asking({ fall: ['nobody:code'] as never })).toThrow(/ASSAY-ATTACK-001|no state/);
  });
});

it('declares every route as a read of the service', () => {
  expect(ATTACK_ROUTES.map(({ method, action }) => [method, action])).toEqual(ATTACK_ROUTES.map(() => ['get', 'service.read']));
});
