import { isSpanContextValid, ROOT_CONTEXT, type Span, type SpanContext, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { type Instant, Refused } from '../core/index.ts';
import type { Principal } from '../product/index.ts';

// Spans by the API of OpenTelemetry alone. Without an SDK each call is a few assignments; an operator who wants traces loads one with `node --import`.

const tracer = () => trace.getTracer('assay');

/**
 * The caller's span, from `traceparent` (W3C Trace Context level 1, section 3.2). Taken from those alone who are signed in: a stranger could otherwise
 * hang spans under other people's traces, and have every request of theirs sampled. `tracestate` is not taken at all.
 */
export function parentOf(traceparent: string | null, principal: Principal | undefined): SpanContext | undefined {
  if (principal === undefined || traceparent === null) return undefined;
  const [, version, traceId, spanId, flags, more] = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(traceparent) ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined || version === 'ff') return undefined;
  if (version === '00' && more !== undefined) return undefined;
  const context: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

/**
 * Runs the rest of a request within its span, and what it appends and asks within that. `startedAt`: when it came in, which is before it was known who
 * asks and so whose span it belongs under. `run` gives the status of the answer by `answered`.
 */
export function traceRequest<T>(
  request: { readonly method: string; readonly route: string; readonly parent?: SpanContext; readonly startedAt: Instant },
  run: (answered: (status: number) => void) => Promise<T>,
): Promise<T> {
  const context = request.parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, request.parent);
  const options = {
    kind: SpanKind.SERVER,
    startTime: new Date(request.startedAt),
    attributes: { 'http.request.method': request.method, 'http.route': request.route },
  };
  return tracer().startActiveSpan(`${request.method} ${request.route}`, options, context, (span) =>
    ending(span, () =>
      run((status) => {
        span.setAttribute('http.response.status_code', status);
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      }),
    ),
  );
}

/** `ledger`: `office`, or the id of a service. */
export function traceAppend<T>(ledger: string, entries: number, run: () => Promise<T>): Promise<T> {
  const attributes = { 'assay.ledger': ledger, 'assay.entries': entries };
  return tracer().startActiveSpan('ledger append', { attributes }, (span) => ending(span, run));
}

export function traceQuestion<T>(service: string, question: string, run: () => Promise<T>): Promise<T> {
  const attributes = { 'assay.service': service, 'assay.question': question };
  return tracer().startActiveSpan(`judge ${question}`, { attributes }, (span) => ending(span, run));
}

/** A refusal is an answer; anything else that is thrown is an error, of which the kind is told and not the words. */
async function ending<T>(span: Span, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) span.setAttribute('assay.faults', [...new Set(error.faults.map(({ code }) => code))]);
    else {
      span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    throw error;
  } finally {
    span.end();
  }
}
