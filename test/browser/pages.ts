import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { AT } from './world.ts';

/** Every page of the console by its address, and the questions that each is held to. */

const of = (page: string, query = '') => `/services/camera-service/${page}?at=${AT}${query}`;

export const PAGES: Readonly<Record<string, string>> = {
  stack: of('stack'),
  'stack-layer': of('stack', '&layer=product'),
  map: of('map'),
  'map-list': of('map', '&view=list'),
  'map-edit': '/services/camera-service/map?view=edit',
  'map-versions': of('map', '&view=versions'),
  attacks: of('attacks'),
  'attacks-chokepoints': of('attacks', '&view=chokepoints'),
  'attacks-blast': of('attacks', '&view=blast'),
  'attacks-times': of('attacks', '&view=times'),
  business: of('business'),
  'business-system': of('business', '&system=wiki'),
  'business-matrix': of('business', '&view=matrix'),
  'business-links': of('business', '&view=links'),
  'business-inventory': of('business', '&view=inventory'),
  'business-reach': of('business', '&view=reach&from=wiki&to=firmware'),
  'business-foundations': of('business', '&view=foundations'),
  'business-reviews': of('business', '&view=reviews'),
  releases: of('releases'),
  alerts: of('alerts'),
  gaps: of('gaps'),
  'gaps-exclusions': of('gaps', '&view=exclusions'),
  'gaps-compare': of('gaps', '&view=compare'),
  'gaps-reports': of('gaps', '&view=reports'),
  evidence: of('evidence'),
  ledger: of('ledger'),
  'ledger-verify': of('ledger', '&view=verify'),
  people: '/people',
  'people-invite': '/people?view=invite',
  'people-roles': '/people?view=roles',
  'people-break-glass': '/people?view=break-glass',
  settings: '/settings',
  'settings-tokens': '/settings?view=tokens',
  help: '/help',
  account: '/account',
  bring: '/bring',
};
/** What somebody sees who is not signed in. */
export const DOORS: Readonly<Record<string, string>> = { 'sign-in': '/sign-in', setup: '/setup', invitation: '/invitation' };

/** Adds up what moved after the first content, from before the page's own first script. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sum = { shift: 0, what: [] as string[] };
    Object.assign(globalThis, { assayShifts: sum });
    new PerformanceObserver((list) => {
      // Of the Layout Instability API, which the types do not have.
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
          readonly value: number;
          readonly hadRecentInput: boolean;
          readonly sources?: readonly { readonly node?: Element }[];
        };
        if (hadRecentInput) continue;
        sum.shift += value;
        for (const { node } of sources ?? []) sum.what.push(`${value.toFixed(3)} ${node?.tagName} ${(node?.textContent ?? '').slice(0, 60)}`);
      }
    }).observe({ type: 'layout-shift' as 'resource', buffered: true });
  });
}

export async function shiftsOf(page: Page): Promise<{ readonly shift: number; readonly what: readonly string[] }> {
  return page.evaluate(() => (globalThis as unknown as { readonly assayShifts: { readonly shift: number; readonly what: string[] } }).assayShifts);
}

/** The page has its heading, waits for no answer, and shows no skeleton any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('main [role=status][aria-label] .mantine-Skeleton-root, main .mantine-Skeleton-root') === null);
  // Two frames: what the last answer brought is drawn.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** What axe finds against WCAG 2.2 AA and good practice, as lines that say where. */
export async function axe(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // No page of the console has frames: it is judged where it stands, without a second page to put the parts together in.
  // Of what is well, nothing is written up: on a long table that takes longer than the judging.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const asked =
    rules === undefined ? builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']) : builder.withRules([...rules]);
  const { violations } = await asked.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map(({ target, failureSummary }) => `${id}: ${target.join(' ')} (${failureSummary?.replaceAll(/\s+/g, ' ').slice(0, 220)})`),
  );
}

/**
 * A page in full, to as far down as somebody who looks at pictures will go: in a window as tall as that. A picture of more than the window shows is drawn of
 * the whole page first, however long, which on a long table took half a minute.
 */
const TALLEST = 2_400;
export async function pictured(page: Page, path: string): Promise<void> {
  const { width, height, scrolled } = await page.evaluate(() => ({
    width: innerWidth,
    height: innerHeight,
    scrolled: document.documentElement.scrollHeight,
  }));
  await page.setViewportSize({ width, height: Math.min(TALLEST, Math.max(height, scrolled)) });
  await page.screenshot({ path, timeout: 60_000 });
  await page.setViewportSize({ width, height });
}

/** By how many pixels the page is wider than the screen. */
export async function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
