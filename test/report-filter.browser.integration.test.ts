import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../src/assurance/report/html.ts';
import type { Report } from '../src/assurance/report/model.ts';
import { cameraReport } from './fixtures/report.ts';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// In CI a missing browser is a failure, which launching it shows; elsewhere the suite is left out by name.
const wanted = existsSync(CHROMIUM) || process.env['CI'] !== undefined;

/** Of the size of a service that owes three standards. */
const of = new Set(cameraReport.standards.slice(0, 3).map(({ id }) => id));
const report: Report = {
  ...cameraReport,
  standards: cameraReport.standards.filter(({ id }) => of.has(id)),
  gaps: cameraReport.gaps.filter(({ standard }) => of.has(standard)),
  goals: cameraReport.goals.slice(0, 12),
  evidence: cameraReport.evidence.slice(0, 30),
};

describe.skipIf(!wanted)('narrowing the HTML report (needs Chromium: apt-get install chromium)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-narrow-'));
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    writeFileSync(join(folder, 'report.html'), renderHtml(report));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    // Without any script, as the report promises.
    page = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } })).newPage();
    await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const shown = () => page.locator('.gap[data-fv]:visible').count();
  const choose = async (...ids: readonly string[]) => {
    for (const id of ['fs-all', 'fl-all', 'fv-all', ...ids]) await page.locator(`#${id}`).check();
  };
  const { gaps, standards } = report;

  it('shows everything until somebody chooses', async () => {
    expect(await shown()).toBe(gaps.length);
  });

  it('narrows by standard, verdict and layer, together too', async () => {
    const standard = standards[1]?.id ?? '';
    await choose('fs-1');
    expect(await shown()).toBe(gaps.filter((gap) => gap.standard === standard).length);
    await choose('fv-failing');
    expect(await shown()).toBe(gaps.filter((gap) => gap.verdict === 'failing').length);
    const layerOf = new Map(report.controls.map(({ id, layer }) => [id, layer]));
    const answers = new Map(standards.flatMap(({ id, requirements }) => requirements.map((row) => [`${id} ${row.id}`, row.answers] as const)));
    const inProduct = (gap: (typeof gaps)[number]) =>
      answers.get(`${gap.standard} ${gap.requirement}`)?.some(({ control }) => layerOf.get(control) === 'product') === true;
    await choose('fl-product');
    expect(await shown()).toBe(gaps.filter(inProduct).length);
    await choose('fs-1', 'fv-failing', 'fl-product');
    expect(await shown()).toBe(gaps.filter((gap) => gap.standard === standard && gap.verdict === 'failing' && inProduct(gap)).length);
  });

  it('prints everything, whatever is chosen', async () => {
    await choose('fv-failing');
    await page.emulateMedia({ media: 'print' });
    expect(await shown()).toBe(gaps.length);
    expect(await page.locator('.filter').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });

  it('shows what a link leads to, though a choice hides its like', async () => {
    const proven = report.controls.find(({ verdict }) => verdict === 'proven');
    await choose('fv-failing');
    const control = page.locator(`article.control[id="control:${proven?.id ?? ''}"]`);
    expect(await control.isVisible()).toBe(false);
    await page.goto(`${pathToFileURL(join(folder, 'report.html')).href}#control:${proven?.id ?? ''}`);
    expect(await control.isVisible()).toBe(true);
  });
});
