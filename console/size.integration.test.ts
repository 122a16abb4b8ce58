import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const KIB = 1024;
/** Of script that is read before the first paint, compressed. */
const MOST = 300 * KIB;

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
  readonly imports?: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'assay-console-'));
let manifest: Readonly<Record<string, Chunk>> = {};

beforeAll(async () => {
  await build({ configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)), logLevel: 'error', build: { outDir: folder } });
  manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Readonly<Record<string, Chunk>>;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A chunk and everything that it imports without being asked to. */
function statics(key: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key]?.imports ?? []) statics(imported, seen);
  return seen;
}

const weight = (keys: ReadonlySet<string>): number =>
  [...keys].reduce((sum, key) => sum + gzipSync(readFileSync(join(folder, manifest[key]?.file ?? '')), { level: 9 }).length, 0);
const entry = (): string => Object.keys(manifest).find((key) => manifest[key]?.isEntry === true) ?? '';
const pages = (): readonly string[] => Object.keys(manifest).filter((key) => /^src\/[a-z-]+\/(?:[a-z-]+-)?page\.tsx$/.test(manifest[key]?.src ?? ''));

describe('the console as it is built', () => {
  it('has a page for every route', () => {
    expect(pages().length).toBeGreaterThanOrEqual(13);
  });

  it('asks for at most 300 KiB of compressed script before the first paint of any page', () => {
    const over = pages()
      .map((page) => ({ page, bytes: weight(new Set([...statics(entry()), ...statics(page)])) }))
      .filter(({ bytes }) => bytes > MOST);
    expect(over).toEqual([]);
  });

  it('leaves a place for the nonce, and has no script or style of its own in the page', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(html).toContain('nonce="%NONCE%"');
    expect(html).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|\sstyle=/);
  });

  it('names no other host', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});
