import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Digest } from '../../../core/index.ts';
import { unpacked, unread } from '../../intake/edge/stream.ts';
import type { Traces } from '../command.ts';
import type { FoldedIncident, Incident } from '../model.ts';

/** Longest run of bytes that is kept of one event. */
const MOST_LENGTH = 1024 * 1024;

interface Wanted {
  readonly offset: number;
  readonly length: number;
}

/** Reads a file once, unpacked where it is packed. Throws `Refused` (ASSAY-INTAKE-002, -003). */
const bytesAt = (path: string, name: string, wanted: readonly Wanted[]) => bytesIn(unpacked(chunksOf(path, name), name), wanted);

/** The bytes at the places that are asked for, by `placeKey`; one that lies beyond the end is left out. */
export async function bytesIn(chunks: AsyncIterable<Uint8Array>, wanted: readonly Wanted[]): Promise<ReadonlyMap<string, Buffer>> {
  const places = [...new Map(wanted.filter(({ length }) => length <= MOST_LENGTH).map((one) => [placeKey(one), one])).values()].sort(
    (a, b) => a.offset - b.offset,
  );
  const found = new Map<string, Buffer>();
  let open: { readonly key: string; readonly end: number; readonly parts: Uint8Array[] }[] = [];
  let next = 0;
  let at = 0;
  for await (const chunk of chunks) {
    const end = at + chunk.length;
    for (const one of open) one.parts.push(chunk.subarray(0, Math.max(0, one.end - at)));
    for (let place = places[next]; place !== undefined && place.offset < end; place = places[next]) {
      const { offset, length } = place;
      open.push({ key: placeKey(place), end: offset + length, parts: [chunk.subarray(offset - at, offset - at + length)] });
      next += 1;
    }
    for (const one of open) if (one.end <= end) found.set(one.key, Buffer.concat(one.parts));
    open = open.filter((one) => one.end > end);
    at = end;
  }
  return found;
}

export const placeKey = ({ offset, length }: Wanted) => `${offset} ${length}`;

async function* chunksOf(path: string, name: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (error) {
    throw unread(name, error);
  }
}

/** What was read where the events of incidents stand, of inputs that can be read again: standard input cannot. Paths go by the folder `cwd`. Throws `Refused` (ASSAY-INTAKE-002, -003). */
export async function tracesOf(inputs: Traces['inputs'], incidents: readonly FoldedIncident[], cwd: string): Promise<Traces> {
  const wanted = new Map<string, Wanted[]>();
  for (const { detections } of incidents)
    for (const { events } of detections) for (const event of events.slice(0, 3)) wanted.set(event.input, [...(wanted.get(event.input) ?? []), event]);
  const read = new Map<string, ReadonlyMap<string, Buffer>>();
  for (const { name } of inputs) {
    const places = wanted.get(name);
    if (places !== undefined && name !== 'standard input') read.set(name, await bytesAt(resolve(cwd, name), name, places));
  }
  return {
    inputs,
    at(input, offset, length) {
      const bytes = read.get(input)?.get(placeKey({ offset, length }));
      return bytes === undefined ? undefined : { digest: Digest.of(bytes), line: bytes.toString('utf8') };
    },
  };
}

export interface Checked {
  /** Of the ledger's entry that names the place. */
  readonly seq: number;
  readonly rule: string;
  readonly device: string;
  readonly offset: number;
  readonly length: number;
  /** `unknown`: no digest was kept of these bytes, as they came by a stream. */
  readonly is: 'the same' | 'another' | 'missing' | 'unknown';
}

export interface ChainChecked {
  /** Whether the file begins with the bytes that were read when an entry was made, by their number and digest; `undefined` where no digest was kept. */
  readonly inputs: readonly { readonly seq: number; readonly bytes: number; readonly same: boolean | undefined }[];
  readonly events: readonly Checked[];
  readonly holds: boolean;
}

/**
 * Reads the bytes again on which an incident rests and holds them against the digests on the ledger. A log that has grown since is the same up to where it was read. Of several inputs the one is meant whose bytes these are.
 * Throws `Refused` (ASSAY-INTAKE-002, -003).
 */
export async function checkChain(incident: Incident, path: string, name: string): Promise<ChainChecked> {
  const known = incident.evidence.flatMap(({ seq, raw }) => raw.inputs.map((input, index) => ({ seq, index, ...input, detections: raw.detections })));
  const digests = await digestsUpTo(path, name, [...new Set(known.map(({ bytes }) => bytes))]);
  const judged = known.map((one) => ({ ...one, same: one.digest === undefined ? undefined : digests.get(one.bytes) === one.digest }));
  // One of several inputs is what was named; where none is, all are held against it, and differ.
  const meant = judged.some(({ same }) => same === true) ? judged.filter(({ same }) => same === true) : judged;
  const places = meant.flatMap(({ seq, index, detections }) =>
    detections.flatMap(({ rule, device, events }) => events.filter(({ input }) => input === index).map((event) => ({ seq, rule, device, ...event }))),
  );
  const bytes = await bytesAt(path, name, places);
  const events = places.map(({ seq, rule, device, offset, length, digest }): Checked => {
    const found = bytes.get(placeKey({ offset, length }));
    const is = found === undefined ? 'missing' : digest === undefined ? 'unknown' : Digest.of(found) === digest ? 'the same' : 'another';
    return { seq, rule, device, offset, length, is };
  });
  const inputs = meant.map(({ seq, bytes: count, same }) => ({ seq, bytes: count, same }));
  return { inputs, events, holds: events.length > 0 && events.every(({ is }) => is === 'the same') && inputs.every(({ same }) => same === true) };
}

/** Of the first so many bytes of a file as it stands, packed or not; of lengths that it does not reach, none. */
async function digestsUpTo(path: string, name: string, lengths: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const sorted = [...lengths].sort((a, b) => a - b);
  const digests = new Map<number, string>();
  const hash = createHash('sha256');
  let at = 0;
  const settle = () => {
    while (sorted[0] === at) {
      digests.set(at, `sha256:${hash.copy().digest('hex')}`);
      sorted.shift();
    }
  };
  settle();
  for await (const chunk of chunksOf(path, name)) {
    let rest = chunk;
    while (rest.length > 0) {
      const take = sorted[0] === undefined ? rest.length : Math.min(rest.length, sorted[0] - at);
      hash.update(rest.subarray(0, take));
      at += take;
      rest = rest.subarray(take);
      settle();
    }
    if (sorted.length === 0) break;
  }
  return digests;
}
