import { z } from 'zod';
import { type Fault, type Json, parseJson, Refused } from '../../../core/index.ts';
import { fleetFaults } from '../faults.ts';

/*
 * The control socket speaks lines of JSON, UTF-8, one request and one answer at a time:
 *   {"id":1,"command":"device.show","input":{"device":"cam-17"}}
 *   {"id":1,"result":{…}}   or   {"id":1,"faults":[{"code":"ASSAY-…",…}]}
 * Whoever may open the socket is the same user; the bounds are against mistakes as much as against strangers.
 */

/** Bytes of one request, its end of line left out. */
export const LONGEST_REQUEST = 1024 * 1024;
/** Bytes of one answer. */
export const LONGEST_ANSWER = 64 * 1024 * 1024;
const DEEPEST = 32;

const requestSchema = z.strictObject({ id: z.int().min(0), command: z.string().min(1).max(100), input: z.json() });
export type Request = z.infer<typeof requestSchema>;

const text = z.string().max(20_000);
const faultSchema = z.object({
  code: z.string().regex(/^ASSAY-[A-Z]+-\d{3}$/),
  whose: z.enum(['caller', 'peer', 'us']),
  message: text,
  file: text.optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  field: text.optional(),
  expected: text.optional(),
  found: text.optional(),
  remedy: text,
});
const answerSchema = z.union([
  z.strictObject({ id: z.int().nullable(), result: z.json() }),
  z.strictObject({ id: z.int().nullable(), faults: z.array(faultSchema).min(1).max(10_000) }),
]);
export type Answer = { readonly id: number | null; readonly result: Json } | { readonly id: number | null; readonly faults: readonly Fault[] };

/** Throws `Refused` (ASSAY-FLEET-007). */
export function readRequest(line: string): Request {
  return readLine(line, 'a request', requestSchema, '007', { bytes: LONGEST_REQUEST, depth: DEEPEST });
}

/** Throws `Refused` (ASSAY-FLEET-009). */
export function readAnswer(line: string): Answer {
  // The schema lets an optional member be there and undefined, which JSON cannot.
  return readLine(line, 'the answer', answerSchema, '009', { bytes: LONGEST_ANSWER, depth: DEEPEST + 4 }) as Answer;
}

function readLine<T>(line: string, what: string, schema: z.ZodType<T>, code: '007' | '009', limits: { readonly bytes: number; readonly depth: number }): T {
  let said: string;
  try {
    const read = schema.safeParse(parseJson(line, what, limits));
    if (read.success) return read.data;
    const issue = read.error.issues[0];
    said = `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'another shape'}`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    said = error.faults[0]?.message ?? 'no JSON';
  }
  throw new Refused(unreadable(what, code, said));
}

export function unreadable(what: string, code: '007' | '009', said: string): Fault {
  return fleetFaults.fault(code, {
    message: `${what} on the control socket cannot be read: ${said}`,
    expected: what === 'a request' ? '{"id":1,"command":"…","input":…} on one line' : '{"id":1,"result":…} or {"id":1,"faults":[…]} on one line',
    found: said,
    remedy: 'Where two versions of Assay are at work, stop the older one.',
  });
}

/** Cuts what arrives into lines. `over` is told once a line has become longer than allowed; nothing is kept of it, and nothing more is read. */
export function lineReader(longest: number, line: (text: string) => void, over: () => void): (bytes: Uint8Array) => void {
  let parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const decoder = new TextDecoder('utf-8');
  return (bytes) => {
    let rest = bytes;
    while (!ended && rest.length > 0) {
      const end = rest.indexOf(0x0a);
      const part = end === -1 ? rest : rest.subarray(0, end);
      length += part.length;
      if (length > longest) {
        ended = true;
        parts = [];
        over();
        return;
      }
      parts.push(part);
      if (end === -1) return;
      const whole = parts.length === 1 ? part : joined(parts, length);
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
      line(decoder.decode(whole));
    }
  };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
