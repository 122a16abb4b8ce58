import { type DestinationStream, pino } from 'pino';
import type { PersonId } from '../product/index.ts';
import { safeText } from './log-text.ts';

/** One request, as the log has it: never a URL with its query, a header, a body, an address or a name. */
export interface LoggedRequest {
  readonly request: string;
  readonly method: string;
  /** The template of the route, such as /api/services/{service}/map; never the path that was asked for. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly person?: PersonId;
  /** Codes of what was refused. */
  readonly faults?: readonly string[];
}

export interface ServerLog {
  request(fields: LoggedRequest): void;
  /** Something that the operator may want to know. `fields` are flat, and censored by name and by look; still, hand in nothing personal. */
  event(event: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  /** The same, where somebody has to look. */
  warn(event: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
  /** A mistake of ours, with the request that met it: what it is called and where it happened, and its message only where the platform wrote that. */
  broke(request: string | undefined, error: unknown): void;
}

/** Names of fields that hold a secret or a person, wherever they come from. */
const SECRET_NAMES =
  /cookie|authori[sz]ation|passw|passphrase|secret|token|totp|otp|\bcode\b|recovery|credential|nonce|csrf|session|signature|private|^key$|apikey|api_key|e-?mail|address|^ip$|user-?agent|^name$/i;
const CENSORED = '[left out]';

/**
 * JSON lines by pino. `quiet` where a person watches a terminal and requests would only be noise: then warnings and what broke alone. `to` is standard output unless
 * a test gives its own.
 */
export function serverLog({ quiet, to }: { readonly quiet: boolean; readonly to?: DestinationStream }): ServerLog {
  const options = {
    level: quiet ? 'warn' : 'info',
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level: string) => ({ level }) },
  };
  const lines = to === undefined ? pino(options) : pino(options, to);
  return {
    request({ request, method, route, status, ms, person, faults }) {
      const fields = {
        request: safeText(request),
        // Node's parser lets no method through that it does not know.
        method,
        route,
        status,
        ms: Math.round(ms * 10) / 10,
        ...(person === undefined ? {} : { person }),
        ...(faults === undefined || faults.length === 0 ? {} : { faults }),
      };
      if (status >= 500) lines.warn(fields, 'request');
      else lines.info(fields, 'request');
    },
    event: (event, fields = {}) => lines.info(censored(fields), event),
    warn: (event, fields = {}) => lines.warn(censored(fields), event),
    broke: (request, error) => lines.error({ ...(request === undefined ? {} : { request: safeText(request) }), ...brokenness(error) }, 'broke'),
  };
}

function censored(fields: Readonly<Record<string, string | number | boolean>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (SECRET_NAMES.test(name)) return [name, CENSORED];
      return [name, typeof value === 'string' ? safeText(value) : value];
    }),
  );
}

/** Errors whose message the platform wrote about itself. Others' messages may quote what was read: JSON.parse does, and so may any package. */
const OWN_WORDS = new Set(['TypeError', 'RangeError', 'ReferenceError', 'AssertionError']);

function brokenness(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return thrown(error);
  const { code, syscall, errcode } = error as { code?: unknown; syscall?: unknown; errcode?: unknown };
  const platform = OWN_WORDS.has(error.name) || typeof syscall === 'string' || typeof errcode === 'number';
  return {
    error: safeText(error.name),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: safeText(String(code)) } : {}),
    ...(platform ? { message: safeText(error.message) } : {}),
    stack: framesOf(error),
  };
}

/** What was thrown and is no error: its kind and its code, and nothing that it says. */
function thrown(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return { error: value === null ? 'null' : typeof value };
  // Of an object of nobody's making, such as one without a prototype, there is no more to say.
  const { constructor: kind, code } = value as { readonly constructor?: unknown; readonly code?: unknown };
  return {
    error: typeof kind === 'function' && kind.name !== '' ? safeText(kind.name) : 'object',
    ...(typeof code === 'string' || typeof code === 'number' ? { code: safeText(String(code)) } : {}),
  };
}

/** Lines of the stack that name a place in code: a message may run over several lines, and none of them begins like one of these. */
function framesOf(error: Error): readonly string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^ {4}at (?:[\w.$<>[\] ]+ \()?(?:async )?(?:node:|file:|\/|[A-Z]:\\)[^()]*:\d+:\d+\)?$/.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
