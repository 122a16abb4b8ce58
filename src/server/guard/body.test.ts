import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refused } from '../../core/index.ts';
import { hasBody, readJson, readText } from './body.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const LIMITS = { most: 1000 };

function asked(body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | undefined, headers: Record<string, string> = JSON_TYPE): Request {
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, duplex: 'half' };
  if (body !== undefined) init.body = body;
  return new Request('http://localhost/api/x', init);
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'taken',
    (error: unknown) => (error instanceof Refused ? error.faults[0]?.code : error),
  );

describe('a body of JSON', () => {
  it.each([
    ['as it should be', JSON_TYPE],
    ['with its charset', { 'content-type': 'Application/JSON; charset=UTF-8' }],
    ['with an encoding that is none', { ...JSON_TYPE, 'content-encoding': 'identity' }],
  ])('%s', async (_, headers) => {
    expect(await readJson(asked('{"a":[1,"é"]}', headers), LIMITS)).toEqual({ a: [1, 'é'] });
  });

  it.each([
    ['compressed', 'ASSAY-SERVER-016', '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
    ['of no type', 'ASSAY-SERVER-016', new Uint8Array([123, 125]), {}],
    ['of a form, as any page can send it', 'ASSAY-SERVER-016', '{}', { 'content-type': 'text/plain' }],
    ['of two types', 'ASSAY-SERVER-016', '{}', { 'content-type': 'application/json, text/plain' }],
    ['in another alphabet', 'ASSAY-SERVER-016', '{}', { 'content-type': 'application/json; charset=utf-16' }],
    ['that is no UTF-8', 'ASSAY-SERVER-016', new Uint8Array([0x22, 0xff, 0x22]), JSON_TYPE],
    ['that is no JSON', 'ASSAY-JSON-001', '{', JSON_TYPE],
    ['that is empty', 'ASSAY-JSON-001', '', JSON_TYPE],
    ['that is not there', 'ASSAY-JSON-001', undefined, JSON_TYPE],
    ['with a byte order mark', 'ASSAY-JSON-001', '\ufeff{}', JSON_TYPE],
    ['nested too deeply', 'ASSAY-JSON-002', '['.repeat(101), JSON_TYPE],
    ['that reaches for a prototype', 'ASSAY-JSON-004', '{"__proto__":1}', JSON_TYPE],
    ['with a key twice', 'ASSAY-JSON-006', '{"a":1,"a":2}', JSON_TYPE],
    ['that is too large, and says so', 'ASSAY-SERVER-007', '"x"', { ...JSON_TYPE, 'content-length': '1001' }],
    ['that is too large', 'ASSAY-SERVER-007', `"${'x'.repeat(1000)}"`, JSON_TYPE],
  ])('%s is refused with %s', async (_, code, body, headers) => {
    expect(await codeOf(readJson(asked(body, headers), LIMITS))).toBe(code);
  });

  it('is taken up to the very byte', async () => {
    expect(await codeOf(readJson(asked(`"${'x'.repeat(998)}"`), LIMITS))).toBe('taken');
  });

  it('that never ends is cut off at the limit, and its sender told to stop', async () => {
    let sent = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 100;
        controller.enqueue(new Uint8Array(100).fill(0x20));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    expect(await codeOf(readJson(asked(endless), LIMITS))).toBe('ASSAY-SERVER-007');
    expect(sent).toBeLessThanOrEqual(1400);
    expect(cancelled).toBe(true);
  });

  it('that breaks off is refused', async () => {
    const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('gone')) });
    expect(await codeOf(readJson(asked(broken), LIMITS))).toBe('ASSAY-SERVER-007');
  });
});

describe('a body that comes too slowly', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is refused after its time, though a byte comes now and then', async () => {
    let timer: NodeJS.Timeout | undefined;
    const drip = new ReadableStream<Uint8Array>({
      start: (controller) => {
        timer = setInterval(() => controller.enqueue(new Uint8Array([0x20])), 1000);
      },
      cancel: () => clearInterval(timer),
    });
    const found = codeOf(readJson(asked(drip), { most: 1000, withinMs: 15_000 }));
    await vi.advanceTimersByTimeAsync(14_900);
    await vi.advanceTimersByTimeAsync(200);
    expect(await found).toBe('ASSAY-SERVER-007');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a body of text', () => {
  it('is given as it came', async () => {
    expect(await readText(asked('parts: []\n', { 'content-type': 'application/yaml' }), 'application/yaml', LIMITS)).toBe('parts: []\n');
  });

  it.each([
    [{}, false],
    [{ 'content-length': '0' }, false],
    [{ 'content-length': '1' }, true],
    [{ 'transfer-encoding': 'chunked' }, true],
  ])('%j: there is one: %j', (headers, there) => {
    expect(hasBody(new Headers(headers))).toBe(there);
  });
});
