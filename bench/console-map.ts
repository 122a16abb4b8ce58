import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { ensureConsole } from '../bin/console.js';
import { MOST_BOXES, sceneOf } from '../console/src/map/drawing/scene.ts';
import { Instant } from '../src/core/index.ts';
import { layersOf } from '../src/map/layer.ts';
import { startServer } from '../src/server/start.ts';
import { settled } from '../test/browser/pages.ts';
import { ask, joinByPasskey } from '../test/browser/person.ts';
import { AT, CHROMIUM, someoneAt } from '../test/browser/world.ts';
import { furnish } from '../test/server/house.ts';
import { type BenchResult, MACHINE, median } from './result.ts';
import { copiedService } from './service-copies.ts';

const PARTS = 2000;
/** What EXPERIENCE.md promises of a filter and of a what-if. */
const AT_ONCE = { most: 100 };
const SMOOTH = { least: 30 };
const PAN_MS = 1500;
const PANS = 3;
const KEYS = ['c', 'a', 'm', 'e', 'Backspace', 'Backspace', 'Backspace', 'l', 'o', 'u'];
const QUESTIONS = 7;

/**
 * The map and the attacks, as a hand feels them: from a key or a click to the last frame that it changes, on the browser's own clock, and how many frames a
 * second are drawn while the map is dragged.
 */
export async function run(): Promise<BenchResult[]> {
  ensureConsole();
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-bench-map-'));
  const now = () => Instant.of(Date.now());
  await furnish(join(dataDir, 'services', 'camera-service'), now);
  const server = await startServer({ dataDir, host: '127.0.0.1', port: 0, behindProxy: false, quiet: true, now, env: {}, openAt: AT });
  const browser = await chromium.launch(CHROMIUM);
  try {
    const ada = await someoneAt(browser, server.url);
    const { page } = ada;
    page.setDefaultTimeout(30_000);
    await joinByPasskey(ada, server.setupUrl ?? '', 'Ada');
    const map = copiedService(PARTS);
    const large = { ...map, service: { ...map.service, id: 'large-service', name: 'Large service' } };
    const made = await ask<{ readonly code?: string }>(page, 'POST', '/api/services', { from: 'yaml', yaml: JSON.stringify(large) });
    if (made.status !== 201) throw new Error(`the large service was answered ${made.status}: ${JSON.stringify(made.body)}`);
    await page.addInitScript(watch);
    return [
      ...(await onMap(page, 'camera-service', `&at=${AT}`, 'camera service, 46 parts')),
      ...(await onMap(page, 'large-service', '', `${map.parts.length} parts, folded`)),
      ...(await onMap(page, 'large-service', `&open=${encodeURIComponent(unfolded(large))}`, `${map.parts.length} parts, ${MOST_BOXES} boxes at most`)),
      ...(await onAttacks(page, 'camera-service', `at=${AT}`, 'camera service, 46 parts')),
      ...(await onAttacks(page, 'large-service', '', `${map.parts.length} parts`)),
    ];
  } finally {
    await browser.close();
    await server.stop();
    rmSync(dataDir, { recursive: true });
  }
}

/** Folds to open, as the address has them, until the drawing is as full as it gets. */
function unfolded(map: ReturnType<typeof copiedService>): string {
  const layers = Object.fromEntries(layersOf(map));
  const scene = (open: readonly string[]) => sceneOf(map, layers, { open: new Set(open), networks: false });
  const open: string[] = [];
  for (const { id, part } of scene([]).boxes) if (part === undefined && scene([...open, id]).boxes.length <= MOST_BOXES) open.push(id);
  return open.join('|');
}

async function onMap(page: Page, service: string, query: string, input: string): Promise<readonly BenchResult[]> {
  await page.goto(`/services/${service}/map?${query.slice(1)}`);
  await page.locator('[data-box]').first().waitFor();
  await settled(page);
  await page.waitForTimeout(1500);
  const boxes = await page.evaluate(() => document.querySelectorAll('[data-box]').length);
  const said = `${input} (${boxes} boxes shown)`;
  const row = rowOf(said);
  const find = page.getByRole('textbox', { name: 'Find in the map' });
  const typed: number[] = [];
  await find.focus();
  for (const key of KEYS) typed.push(await answered(page, () => page.keyboard.press(key)));
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForTimeout(400);
  const layer: number[] = [];
  const chip = page.getByRole('group', { name: 'Layers' }).getByText('Product', { exact: true });
  for (let n = 0; n < 4; n += 1) layer.push(await answered(page, () => chip.click()));
  const panned: number[] = [];
  for (let n = 0; n < PANS; n += 1) panned.push(...(await pan(page)));
  return [
    row('find, from a key to its answer painted', typed, AT_ONCE),
    row('one layer on and off, from the click to its answer painted', layer, AT_ONCE),
    { ...row('frames a second while the map is dragged', panned, SMOOTH), value: 1000 / median(panned), unit: 'frames/s' },
  ];
}

async function onAttacks(page: Page, service: string, query: string, input: string): Promise<readonly BenchResult[]> {
  await page.goto(`/services/${service}/attacks?${query}`);
  const ask = page.getByRole('button', { name: /^Suppose proven/ });
  await ask.first().waitFor();
  await settled(page);
  // The page asks by itself, with nothing supposed, for what makes the first what-if ready.
  await page.waitForLoadState('networkidle');
  const rested: number[] = [];
  for (let n = 0; n < QUESTIONS; n += 1) {
    const button = ask.nth(n % Math.min(QUESTIONS, await ask.count()));
    await button.scrollIntoViewIfNeeded();
    rested.push(await answered(page, () => button.click(), '[aria-labelledby="supposing"] [aria-live]:not([data-late])'));
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.locator('[aria-labelledby="supposing"] [aria-live]').waitFor({ state: 'detached' });
    await page.waitForTimeout(500);
  }
  return [rowOf(input)('what-if, from the click to its verdicts painted', rested, AT_ONCE)];
}

const rowOf =
  (input: string) =>
  (figure: string, values: readonly number[], budget?: BenchResult['budget']): BenchResult => ({
    bench: 'console-map',
    figure,
    value: median(values),
    unit: 'ms',
    input: `${input}, in Chromium without a graphics processor, median elapsed time`,
    runs: values.length,
    machine: MACHINE,
    ...(budget === undefined ? {} : { budget }),
  });

interface Watched {
  began: number | undefined;
  /** When the frame was done that shows the last change so far. */
  painted: number;
  wanted: string | undefined;
}
declare global {
  var assayWatched: Watched | undefined;
}

/** Runs in the page before its own script: when the next key or click comes, and when what it changes in the drawing or in the answer has been drawn. */
function watch(): void {
  const seen: Watched = { began: undefined, painted: 0, wanted: undefined };
  globalThis.assayWatched = seen;
  const begin = (event: Event) => {
    seen.began ??= event.timeStamp;
  };
  for (const type of ['keydown', 'click']) addEventListener(type, begin, true);
  const answers = '.react-flow, [role="status"], [aria-labelledby="supposing"]';
  new MutationObserver((changes) => {
    if (seen.began === undefined) return;
    if (!changes.some(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest(answers) != null)) return;
    if (seen.wanted !== undefined && (seen.painted > 0 || document.querySelector(seen.wanted) === null)) return;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (seen.wanted === undefined || seen.painted === 0) seen.painted = performance.now();
      }),
    );
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}

/** Milliseconds from what `act` does until the last frame that it changes, or the first in which `wanted` stands. */
async function answered(page: Page, act: () => Promise<void>, wanted?: string): Promise<number> {
  await page.evaluate((wanted) => Object.assign(globalThis.assayWatched ?? {}, { began: undefined, painted: 0, wanted }), wanted);
  await act();
  const rested = async (): Promise<number> => {
    const before = await page.evaluate(() => globalThis.assayWatched?.painted ?? 0);
    await page.waitForTimeout(350);
    const after = await page.evaluate(() => globalThis.assayWatched?.painted ?? 0);
    if (performance.now() > latest) throw new Error('nothing that was done here was answered');
    return after > 0 && after === before ? after : rested();
  };
  const latest = performance.now() + 20_000;
  const painted = await rested();
  const began = await page.evaluate(() => globalThis.assayWatched?.began ?? 0);
  return painted - began;
}

/** Drags the map to and fro. Gives the milliseconds between its frames. */
async function pan(page: Page): Promise<readonly number[]> {
  const box = await page.locator('.react-flow').boundingBox();
  if (box === null) throw new Error('the map is not drawn');
  const [x, y] = [box.x + box.width / 2, box.y + 12];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 20, y + 10);
  await page.evaluate(() => {
    const frames: number[] = [];
    const look = (at: number): void => {
      frames.push(at);
      if (frames.at(-1) !== undefined) Object.assign(globalThis, { assayLook: requestAnimationFrame(look) });
    };
    Object.assign(globalThis, { assayFrames: frames, assayLook: requestAnimationFrame(look) });
  });
  const until = performance.now() + PAN_MS;
  for (let n = 0; performance.now() < until; n += 1) await page.mouse.move(x + 160 * Math.sin(n / 12), y + 120 * Math.abs(Math.sin(n / 17)));
  const frames = await page.evaluate(() => {
    const { assayFrames, assayLook } = globalThis as unknown as { readonly assayFrames: readonly number[]; readonly assayLook: number };
    cancelAnimationFrame(assayLook);
    return assayFrames;
  });
  await page.mouse.move(x, y);
  await page.mouse.up();
  return frames.slice(1).map((at, i) => at - (frames[i] ?? at));
}
