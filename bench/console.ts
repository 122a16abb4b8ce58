import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { ensureConsole } from '../bin/console.js';
import { Instant } from '../src/core/index.ts';
import { startServer } from '../src/server/start.ts';
import { joinByPasskey } from '../test/browser/person.ts';
import { AT, CHROMIUM, type Someone, someoneAt } from '../test/browser/world.ts';
import { furnish } from '../test/server/house.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

const RUNS = 9;
const BUDGET_S = 1;

/**
 * From asking for the home page until what it says can be read and used: the sentence and the five bands are painted. Each load is a new browser profile
 * whose cache is empty, signed in. Against an empty page on the same machine, below which no page of this browser can go. Loads take turns.
 */
export async function run(): Promise<BenchResult[]> {
  ensureConsole();
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-bench-console-'));
  const now = () => Instant.of(Date.now());
  await furnish(join(dataDir, 'services', 'camera-service'), now);
  const server = await startServer({ dataDir, host: '127.0.0.1', port: 0, behindProxy: false, quiet: true, now, env: {}, openAt: AT });
  const bare = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>Nothing</title><p>Nothing'));
  await new Promise<void>((listening) => bare.listen(0, '127.0.0.1', listening));
  const browser = await chromium.launch(CHROMIUM);
  const nothing: number[] = [];
  const stack: number[] = [];
  try {
    const ada = await someoneAt(browser, server.url);
    await joinByPasskey(ada, server.setupUrl ?? '', 'Ada');
    await ada.page.getByRole('region', { name: 'The five layers' }).waitFor();
    for (let n = 0; n <= RUNS; n += 1) {
      const plain = await load(browser, originOf(bare), undefined);
      const one = await load(browser, server.url, ada);
      // The first round warms the system's caches and the server's compressed files.
      if (n === 0) continue;
      nothing.push(plain);
      stack.push(one);
    }
  } finally {
    await browser.close();
    bare.close();
    await server.stop();
    rmSync(dataDir, { recursive: true });
  }
  const floor = median(nothing);
  const value = median(stack);
  return [
    {
      bench: 'console',
      figure: 'from asking for the home page to its answer, painted',
      value,
      unit: 's',
      input: `the camera service in Chromium, ${RUNS} loads with an empty cache, median elapsed time`,
      runs: RUNS,
      machine: MACHINE,
      against: { what: 'an empty page', value: floor, ratio: value / floor },
      budget: { most: BUDGET_S },
    },
  ];
}

const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Seconds on the browser's own clock, from the start of the navigation to the frame that shows the answer. */
async function load(browser: Browser, url: string, like: Someone | undefined): Promise<number> {
  const someone = await someoneAt(browser, url, { passkeys: false, ...(like === undefined ? {} : { like }) });
  await someone.page.addInitScript(
    (wanted: string) => {
      const look = (): void => {
        if (document.querySelector(wanted) === null) return void requestAnimationFrame(look);
        requestAnimationFrame(() => requestAnimationFrame(() => Object.assign(globalThis, { assayPainted: performance.now() })));
      };
      requestAnimationFrame(look);
    },
    like === undefined ? 'p' : '[aria-controls="layer-business"]',
  );
  await someone.page.goto(like === undefined ? '/' : `/services/camera-service/stack?at=${AT}`);
  const painted = await someone.page.waitForFunction(() => (globalThis as { readonly assayPainted?: number }).assayPainted);
  const ms = Number(await painted.jsonValue());
  await someone.close();
  return ms / 1000;
}
