import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES, settled } from './pages.ts';
import { joinByPasskey } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// What a browser has to be sent before it can show a first page: by what the build says, and by what a browser asked for.

const MOST = 300 * 1024;
const DIST = fileURLToPath(new URL('../../console/dist/', import.meta.url));
/** Drawn, laid out, plotted and edited with when a page needs it, and not before. */
const HEAVY = /xyflow|reactflow|elk|uplot|codemirror|lezer|graphology/i;

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

describe.skipIf(!withBrowser)(`script for the first paint ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  const manifest = () => JSON.parse(readFileSync(`${DIST}.vite/manifest.json`, 'utf8')) as Readonly<Record<string, Chunk>>;
  const packed = (file: string) => gzipSync(readFileSync(`${DIST}${file}`), { level: 9 }).length;

  /** A chunk and everything that it cannot run without. */
  function needed(chunks: Readonly<Record<string, Chunk>>, names: readonly string[]): ReadonlySet<string> {
    const files = new Set<string>();
    const walk = (name: string) => {
      const chunk = chunks[name];
      if (chunk === undefined || files.has(chunk.file)) return;
      files.add(chunk.file);
      for (const one of chunk.imports ?? []) walk(one);
    };
    for (const name of names) walk(name);
    return files;
  }

  beforeAll(async () => {
    world = await openWorld();
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
  });
  afterAll(() => world?.close());

  it.each(['sign-in', 'stack'])('by the build, for %s', (page) => {
    const chunks = manifest();
    const names = Object.entries(chunks)
      .filter(([, { isEntry, src }]) => isEntry === true || src === `src/${page}/page.tsx`)
      .map(([name]) => name);
    expect(names).toHaveLength(2);
    const files = [...needed(chunks, names)];
    expect(files.filter((file) => HEAVY.test(file))).toEqual([]);
    expect(files.reduce((sum, file) => sum + packed(file), 0)).toBeLessThanOrEqual(MOST);
  });

  it.each(['/sign-in', PAGES['stack'] ?? ''])('by what the browser asked for before it showed %s', async (address) => {
    const looker = await world.someone({ passkeys: false, ...(address === '/sign-in' ? {} : { like: ada }) });
    await looker.page.goto(address);
    await settled(looker.page);
    const scripts = await looker.page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
        .map(({ name }) => new URL(name).pathname.slice(1)),
    );
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((file) => HEAVY.test(file))).toEqual([]);
    expect([...new Set(scripts)].reduce((sum, file) => sum + packed(file), 0)).toBeLessThanOrEqual(MOST);
    await looker.close();
  });
});
