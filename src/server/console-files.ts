import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Digest } from '../core/index.ts';
import { matchesTag } from './guard/etag.ts';
import { assetHeaders, newNonce, pageHeaders } from './guard/headers.ts';

// The console's files are read once, into a table by the path that they are asked for. No path is ever made from a request, so that there is none to climb out of.

/** Put by the console's build wherever a nonce belongs. */
const NONCE = '%NONCE%';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
/** Of these, the rest are compressed already. */
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|manifest\+json|wasm)|image\/(?:svg\+xml|x-icon))/;
const SMALLEST = 1024;
/** Vite writes the hash of a file into its name: then the name never means anything else. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.[a-z0-9]+$/;
const YEAR = 'public, max-age=31536000, immutable';

interface Kept {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  readonly etag: string;
  readonly cacheControl: string;
  /** Made when first asked for, and kept. */
  readonly packed: Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>;
}

type Encoding = 'br' | 'gzip';

export interface ConsoleFiles {
  readonly built: boolean;
  /** Answers GET and HEAD of any path outside /api. `undefined` where there is nothing of that name, and the request is none of a page. */
  answer(request: Request): Promise<Response | undefined>;
  /** Compresses everything, one after another, so that no first visitor waits for it. */
  warm(): Promise<void>;
}

/** Reads `folder` (console/dist). `https`: whether browsers come by it, as the headers say. A folder without index.html is a console that is not built. */
export function consoleFiles(folder: string, { https }: { readonly https: boolean }): ConsoleFiles {
  const files = new Map<string, Kept>();
  const index = existsSync(join(folder, 'index.html')) ? readFileSync(join(folder, 'index.html'), 'utf8') : undefined;
  if (index !== undefined) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const path = `/${file.slice(folder.length).split(sep).filter(Boolean).join('/')}`;
      if (!entry.isFile() || path === '/index.html' || path.endsWith('.map')) continue;
      const bytes = new Uint8Array(readFileSync(file));
      files.set(path, {
        bytes,
        mediaType: MEDIA_TYPES[extname(path)] ?? 'application/octet-stream',
        etag: Digest.of(bytes).slice('sha256:'.length, 'sha256:'.length + 32),
        cacheControl: HASHED.test(path) ? YEAR : 'no-cache',
        packed: new Map(),
      });
    }
  }

  const page = (head: boolean): Response => {
    const nonce = newNonce();
    const text = index === undefined ? notBuilt(nonce) : index.replaceAll(NONCE, nonce);
    const headers = { ...pageHeaders({ https, nonce }), 'content-type': 'text/html; charset=utf-8', vary: 'accept' };
    return new Response(head ? null : text, { status: index === undefined ? 503 : 200, headers });
  };

  return {
    built: index !== undefined,
    async answer(request) {
      const head = request.method === 'HEAD';
      if (!head && request.method !== 'GET') return undefined;
      const path = new URL(request.url).pathname;
      const kept = files.get(path);
      if (kept !== undefined) return file(kept, request.headers, head, https);
      // A page of the console, which knows its own paths. A script or a picture that is not there is simply not there: a page in its place would be a riddle.
      const navigates = path === '/' || path === '/index.html' || (request.headers.get('accept') ?? '').includes('text/html');
      return navigates && !path.startsWith('/assets/') ? page(head) : undefined;
    },
    async warm() {
      for (const kept of files.values()) for (const encoding of ['br', 'gzip'] as const) if (packs(kept)) await pack(kept, encoding);
    },
  };
}

async function file(kept: Kept, asked: Headers, head: boolean, https: boolean): Promise<Response> {
  const encoding = packs(kept) ? preferred(asked.get('accept-encoding')) : undefined;
  // Each encoding is a representation of its own, with a tag of its own (RFC 9110 section 8.8.3.3).
  const etag = `"${kept.etag}${encoding === undefined ? '' : `-${encoding}`}"`;
  const headers: Record<string, string> = {
    ...assetHeaders({ https, cacheControl: kept.cacheControl }),
    etag,
    ...(packs(kept) ? { vary: 'accept-encoding' } : {}),
  };
  if (matchesTag(asked.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const bytes = encoding === undefined ? kept.bytes : await pack(kept, encoding);
  headers['content-type'] = kept.mediaType;
  headers['content-length'] = String(bytes.length);
  if (encoding !== undefined) headers['content-encoding'] = encoding;
  return new Response(head ? null : bytes, { status: 200, headers });
}

const packs = ({ mediaType, bytes }: Kept): boolean => COMPRESSIBLE.test(mediaType) && bytes.length >= SMALLEST;

function pack(kept: Kept, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const made = kept.packed.get(encoding) ?? compress(kept.bytes, encoding);
  kept.packed.set(encoding, made);
  return made;
}

async function compress(bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  if (encoding === 'gzip') return new Uint8Array(await promisify(gzip)(bytes, { level: 9 }));
  // Quality 9 takes a tenth of the time of 11, for two or three per cent of the size.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return new Uint8Array(await promisify(brotliCompress)(bytes, { params }));
}

/** RFC 9110 section 12.5.3: what is named with a weight of nought is refused. Brotli first, as the smaller. */
function preferred(header: string | null): Encoding | undefined {
  const refused = new Set<string>();
  const named = new Set<string>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    (weight !== undefined && !(Number(weight.slice(2)) > 0) ? refused : named).add(name);
  }
  return (['br', 'gzip'] as const).find((encoding) => !refused.has(encoding) && (named.has(encoding) || named.has('*')));
}

function notBuilt(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Assay: the console is not built</title>
<style nonce="${nonce}">
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 12vh auto; padding: 0 1rem }
</style>
<h1>The console is not built</h1>
<p>The server runs and answers under <code>/api</code>, but the files of the console are not there.</p>
<p><code>npm start</code> builds them. Then load this page again.</p>
</html>
`;
}
