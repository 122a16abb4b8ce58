import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import type { Digest } from '../../../core/index.ts';
import type { Batch, SecurityEvent } from '../../event/model.ts';
import { batchesOf, type StreamOptions, unpacked, unread } from '../../intake/edge/stream.ts';
import type { Format } from '../../intake/formats.ts';

/** One input that is read: what it is called, and, once it is read, what it was. */
export interface Input {
  readonly name: string;
  /** Of the bytes as they came, packed or not; known at the end. */
  digest(): Digest;
  bytes(): number;
  format(): Format | undefined;
  /** What it holds, batch by batch, no faster than it is asked. Throws `Refused` (ASSAY-INTAKE-001 to -003). */
  batches(): AsyncGenerator<Batch>;
}

/** Standard input is named `-`. A folder stands for the files in it, by name; paths go by the folder `cwd`, and are called as they were given. Throws `Refused` (ASSAY-INTAKE-002). */
export function inputsOf(paths: readonly string[], cwd: string, options: StreamOptions = {}): readonly Input[] {
  return paths.flatMap((path) => (path === '-' ? [path] : filesOf(path, cwd))).map((path) => inputOf(path, cwd, options));
}

function filesOf(path: string, cwd: string): readonly string[] {
  const folder = resolve(cwd, path);
  try {
    if (!statSync(folder).isDirectory()) return [path];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(path, name))
      .sort();
  } catch (error) {
    throw unread(path, error);
  }
}

function inputOf(path: string, cwd: string, options: StreamOptions): Input {
  const name = path === '-' ? 'standard input' : path;
  const hash = createHash('sha256');
  let bytes = 0;
  let format: Format | undefined;
  async function* raw(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of path === '-' ? process.stdin : createReadStream(resolve(cwd, path), { highWaterMark: 256 * 1024 })) {
        hash.update(chunk as Uint8Array);
        bytes += (chunk as Uint8Array).length;
        yield chunk as Uint8Array;
      }
    } catch (error) {
      throw unread(path, error);
    }
  }
  return {
    name,
    digest: () => `sha256:${hash.copy().digest('hex')}` as Digest,
    bytes: () => bytes,
    format: () => format,
    batches: () =>
      batchesOf(unpacked(raw(), name), { name, ...options }, (known) => {
        format = known;
      }),
  };
}

interface Ahead {
  readonly input: Input;
  readonly batches: AsyncGenerator<Batch>;
  events: readonly SecurityEvent[];
  at: number;
}

/**
 * Events of several inputs as one stream, by their moments: the input whose next event is earliest goes first. Each input keeps its own order; one that is not in order is read as it is. `took` is told of each batch, for the account.
 */
export async function* merged(
  inputs: readonly Input[],
  took: (batch: Batch) => void,
): AsyncGenerator<{ readonly event: SecurityEvent; readonly input: Input }> {
  const all: Ahead[] = inputs.map((input) => ({ input, batches: input.batches(), events: [], at: 0 }));
  let open: Ahead[] = [];
  for (const one of all) if (await more(one, took)) open.push(one);
  while (open.length > 0) {
    let first = open[0] as Ahead;
    for (const one of open) if ((one.events[one.at]?.time ?? 0) < (first.events[first.at]?.time ?? 0)) first = one;
    yield { event: first.events[first.at] as SecurityEvent, input: first.input };
    first.at += 1;
    if (first.at >= first.events.length && !(await more(first, took))) open = open.filter((one) => one !== first);
  }
}

async function more(one: Ahead, took: (batch: Batch) => void): Promise<boolean> {
  for (;;) {
    const { value, done } = await one.batches.next();
    if (done === true) return false;
    took(value);
    if (value.events.length > 0) {
      one.events = value.events;
      one.at = 0;
      return true;
    }
  }
}
