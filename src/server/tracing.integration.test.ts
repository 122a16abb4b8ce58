import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../core/index.ts';
import type { PersonId, Principal } from '../product/index.ts';
import { serverFaults } from './faults.ts';
import { parentOf, traceAppend, traceQuestion, traceRequest } from './tracing.ts';

const PRINCIPAL: Principal = { person: 'p_0123456789abcdefghij' as PersonId, roles: ['operator'], via: 'session', credential: 's_1' };
const STARTED = Instant.parse('2026-11-01T00:00:00Z');
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

/** What an SDK for Node brings; the one that is tested with has none. */
function contextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, run, self, ...args) => storage.run(active, () => run.call(self, ...args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

const exporter = new InMemorySpanExporter();
beforeAll(() => {
  context.setGlobalContextManager(contextManager());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});
afterAll(() => {
  trace.disable();
  context.disable();
});
beforeEach(() => exporter.reset());

describe('a request', () => {
  it('has a span, and what it appends and asks has one below it', async () => {
    const parent = parentOf(`00-${TRACE}-${SPAN}-01`, PRINCIPAL);
    const request = { method: 'POST', route: '/api/services/{service}/evidence', startedAt: STARTED, ...(parent === undefined ? {} : { parent }) };
    const answer = await traceRequest(request, async (answered) => {
      await traceAppend('camera-service', 2, async () => undefined);
      await traceQuestion('camera-service', 'position', async () => undefined);
      answered(201);
      return 'done';
    });
    expect(answer).toBe('done');
    const [append, question, whole] = exporter.getFinishedSpans();
    expect(whole).toMatchObject({
      name: 'POST /api/services/{service}/evidence',
      attributes: { 'http.request.method': 'POST', 'http.route': '/api/services/{service}/evidence', 'http.response.status_code': 201 },
      parentSpanContext: { traceId: TRACE, spanId: SPAN },
      startTime: [STARTED / 1000, 0],
    });
    expect(append).toMatchObject({ name: 'ledger append', attributes: { 'assay.ledger': 'camera-service', 'assay.entries': 2 } });
    expect(question?.name).toBe('judge position');
    expect([append, question].map((span) => span?.parentSpanContext?.spanId)).toEqual([whole?.spanContext().spanId, whole?.spanContext().spanId]);
    expect(append?.spanContext().traceId).toBe(TRACE);
  });

  it('of a stranger is under no span of theirs', async () => {
    expect(parentOf(`00-${TRACE}-${SPAN}-01`, undefined)).toBeUndefined();
    await traceRequest({ method: 'GET', route: '/api/health', startedAt: STARTED }, async (answered) => answered(200));
    expect(exporter.getFinishedSpans()[0]?.parentSpanContext).toBeUndefined();
  });

  it('that is refused names the codes; one that breaks names the kind, and neither says the words', async () => {
    const refusal = new Refused(serverFaults.fault('003', { message: 'secret words', remedy: 'none' }));
    await expect(traceQuestion('s', 'q', () => Promise.reject(refusal))).rejects.toBe(refusal);
    await expect(traceRequest({ method: 'GET', route: '/x', startedAt: STARTED }, () => Promise.reject(new TypeError('secret words')))).rejects.toThrow();
    const [refused, broke] = exporter.getFinishedSpans();
    expect(refused?.attributes['assay.faults']).toEqual(['ASSAY-SERVER-003']);
    expect(refused?.status.code).toBe(SpanStatusCode.UNSET);
    expect(broke?.attributes['error.type']).toBe('TypeError');
    expect(broke?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(JSON.stringify([refused, broke].map((span) => [span?.attributes, span?.events, span?.status]))).not.toContain('secret');
  });
});

describe('traceparent', () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, 1],
    [`00-${TRACE}-${SPAN}-00`, 0],
    [`01-${TRACE}-${SPAN}-01-of-later`, 1],
    [`00-${TRACE}-${SPAN}-01-of-later`, undefined],
    [`ff-${TRACE}-${SPAN}-01`, undefined],
    [`00-${'0'.repeat(32)}-${SPAN}-01`, undefined],
    [`00-${TRACE}-${'0'.repeat(16)}-01`, undefined],
    [`00-${TRACE.toUpperCase()}-${SPAN}-01`, undefined],
    [`${TRACE}`, undefined],
    ['', undefined],
    [null, undefined],
  ])('%s', (header, flags) => {
    expect(parentOf(header, PRINCIPAL)?.traceFlags).toBe(flags);
  });
});
