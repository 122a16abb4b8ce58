import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../src/assurance/report/html.ts';
import type { Report } from '../src/assurance/report/model.ts';
import { bareReport, cameraReport, emptyReport } from './fixtures/report.ts';

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

const present = existsSync(CHROMIUM);
// In CI a missing browser is a failure, which launching it shows; elsewhere the suite is left out by name.
const wanted = present || process.env['CI'] !== undefined;

/** Few rows of each long list: what is laid out is the same, and the printing takes a second rather than half a minute. */
const short: Report = {
  ...cameraReport,
  goals: cameraReport.goals.slice(0, 12),
  gaps: cameraReport.gaps.slice(0, 12),
  controls: cameraReport.controls.slice(0, 12),
  evidence: cameraReport.evidence.slice(0, 30),
};

describe.skipIf(!wanted)('the HTML report in a browser (needs Chromium: apt-get install chromium)', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'assay-report-'));
  const url = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href;

  beforeAll(async () => {
    for (const [name, report] of Object.entries({ camera: cameraReport, short, bare: bareReport, empty: emptyReport }))
      writeFileSync(join(folder, `${name}.html`), renderHtml(report));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(
    name: string,
    width: number,
    colorScheme: 'light' | 'dark',
  ): Promise<{ page: Page; said: readonly string[]; asked: readonly string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const said: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(url(name));
    return { page, said, asked };
  }

  it.each([
    ['camera', 360, 'light'],
    ['camera', 1440, 'dark'],
    ['short', 768, 'light'],
    ['bare', 360, 'dark'],
    ['empty', 360, 'light'],
    ['empty', 1440, 'light'],
  ] as const)('%s at %i px, %s: asks for nothing but itself, complains of nothing, never scrolls sideways', async (name, width, scheme) => {
    const { page, said, asked } = await opened(name, width, scheme);
    expect(said).toEqual([]);
    expect(asked).toEqual([url(name)]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    // The style sheet was let in by its hash: without it the page would be the browser's own black on white.
    expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('0px');
    await page.close();
  });

  it.each(['light', 'dark'] as const)('draws undecided by a texture and not by the colour of proven, %s', async (scheme) => {
    const { page } = await opened('short', 1440, scheme);
    const fill = (name: string) =>
      page.evaluate<string>(
        `(() => { const e = document.createElementNS('http://www.w3.org/2000/svg','rect'); e.setAttribute('class','b-${name}'); document.querySelector('svg.bar').append(e); return getComputedStyle(e).fill })()`,
      );
    expect(await fill('proven')).toMatch(/^rgb/);
    for (const name of ['failing', 'stale', 'unproven']) expect(await fill(name)).toBe(`url("#t-${name}")`);
    await page.close();
  });

  it('lets the keyboard skip to the answer, with the focus in sight', async () => {
    const { page } = await opened('short', 1440, 'light');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the answer');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().left')).toBeGreaterThanOrEqual(0);
    await page.close();
  });

  it.each(['short', 'bare', 'empty'])('prints page one of %s on one sheet of A4', async (name) => {
    const { page } = await opened(name, 1440, 'light');
    // With everything after page one gone, what is left must be one sheet.
    await page.evaluate("for (const e of document.querySelectorAll('main > :not(.glance), .foot')) e.remove()");
    expect(sheets(await page.pdf({ preferCSSPageSize: true }))).toBe(1);
    await page.close();
  });

  it('prints the contents after page one, and more sheets after them', async () => {
    const { page } = await opened('short', 1440, 'light');
    await page.evaluate("for (const e of document.querySelectorAll('main > section:not(.glance), .foot')) e.remove()");
    expect(sheets(await page.pdf({ preferCSSPageSize: true }))).toBe(2);
    await page.close();
  });
});

/** Pages of a PDF (ISO 32000-1, 7.7.3.3): Chromium writes each page object uncompressed. */
function sheets(pdf: Buffer): number {
  return [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
}
