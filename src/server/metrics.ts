import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { exposition } from './exposition.ts';

/** What the server counts of itself. No label holds anything that a caller writes: routes are templates, the rest is words of ours. */
export interface Metrics {
  requestEnded(request: { readonly method: string; readonly route: string; readonly status: number; readonly ms: number }): void;
  judged(question: string, outcome: 'answer' | 'refused' | 'failed', ms: number): void;
  /** `ledger`: `office`, or the id of a service. */
  ledgerSize(ledger: string, entries: number): void;
  liveStreams(open: number): void;
  signInFailed(means: 'passkey' | 'password' | 'totp' | 'recovery-code' | 'oidc' | 'token' | 'link'): void;
  rateRefused(bucket: string): void;
  /** Prometheus text 0.0.4, of the media type `MEDIA_TYPE`. */
  render(): string;
  /** Stops watching the event loop. */
  stop(): void;
}

export { MEDIA_TYPE } from './exposition.ts';

/** Seconds. The second from the top is what EXPERIENCE allows a filter, the last what an operator waits for a report. */
const REQUEST_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const JUDGE_BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function serverMetrics(): Metrics {
  const text = exposition();
  const requests = text.histogram('assay_http_request_duration_seconds', 'Time from a request to the end of its answer.', REQUEST_BOUNDS);
  const judged = text.histogram('assay_judge_duration_seconds', 'Time that the judge of a service took for a question.', JUDGE_BOUNDS);
  const ledgers = text.gauge('assay_ledger_entries', 'Entries on a ledger.');
  const streams = text.gauge('assay_live_streams', 'Streams of live events that are open.');
  const failures = text.counter('assay_sign_in_failures_total', 'Sign-ins that failed, by the means that was tried.');
  const refusals = text.counter('assay_rate_refusals_total', 'Requests that were refused because too many came.');
  streams.set({}, 0);

  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  text.reading('assay_event_loop_delay_seconds', 'How late the event loop was since the last reading.', () => {
    const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0);
    const read = [
      [{ quantile: '0.5' }, seconds(delay.percentile(50))],
      [{ quantile: '0.99' }, seconds(delay.percentile(99))],
      [{ quantile: '1' }, seconds(delay.max)],
    ] as const;
    delay.reset();
    return read;
  });
  text.reading('process_resident_memory_bytes', 'Memory of the process.', () => [[{}, process.memoryUsage.rss()]]);
  text.reading('assay_heap_used_bytes', 'Memory of the main thread that is in use.', () => [[{}, process.memoryUsage().heapUsed]]);
  text.reading('process_start_time_seconds', 'When the process started, in seconds since 1970.', () => [[{}, Date.now() / 1000 - process.uptime()]]);

  return {
    requestEnded: ({ method, route, status, ms }) => requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, ms / 1000),
    judged: (question, outcome, ms) => judged.observe({ question, outcome }, ms / 1000),
    ledgerSize: (ledger, entries) => ledgers.set({ ledger }, entries),
    liveStreams: (open) => streams.set({}, open),
    signInFailed: (means) => failures.add({ means }),
    rateRefused: (bucket) => refusals.add({ bucket }),
    render: () => text.render(),
    stop: () => delay.disable(),
  };
}
