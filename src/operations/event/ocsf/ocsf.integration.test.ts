import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../../test/vectors.ts';
import { readerOf } from '../../intake/formats.ts';
import { type OcsfVersion, ocsfDocument } from './document.ts';

const folder = vectors('operations/ocsf-zeek');

/** Documents one behind the other; one of the samples has a comment. */
function documents(text: string): Record<string, unknown>[] {
  const out: Record<string, unknown>[] = [];
  const plain = text.replace(/\s\/\/ [^\n]*/g, '');
  for (const part of plain.split(/(?<=\n\})\s*\n(?=\{)/)) if (part.trim() !== '') out.push(JSON.parse(part) as Record<string, unknown>);
  return out;
}

function leaves(value: unknown, path: string, into: Map<string, unknown>): Map<string, unknown> {
  if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) leaves(inner, path === '' ? name : `${path}.${name}`, into);
  else into.set(path, value);
  return into;
}

/** The samples write seconds where the standard counts milliseconds. */
const SECONDS = new Set(['duration']);

/** Paths at which we differ from a sample, and why. */
const DIFFERENT: readonly (readonly [path: RegExp, why: string])[] = [
  [/^(time|start_time|metadata\.logged_time)$/, 'the samples tell other moments than their records, by some minutes to hours'],
  [/^unmapped\./, 'the standard says nothing of what is in it'],
  [/^observables\./, 'drawn from names that the sensor guessed, which are not the event'],
  [/^response_time$/, 'a moment in the standard, a duration in the sample'],
  [/^answers\.\d+\.flag_ids/, 'the sample leaves out that recursion was available'],
  [/^message\./, 'one text in the standard, a list in the sample'],
  [/^http_(request|response)\.http_headers/, 'the sample puts the body and all headers joined under names that no header has'],
  [/^tls\.certificate\.(fingerprints|serial_number)/, 'the sample writes NULL for what is not known'],
  [/^tls\.certificate\.not_valid_/, 'created_time and expiration_time in the standard'],
  [/^tls\.tls_extension_list|^tls_extension_list|^tls\.tls_extension/, 'properties of the certificate, which the sample tells as extensions of TLS'],
  [/^(service|user)\.name$/, 'the sample writes N/A'],
  [/^type_uid$/, 'in x509 that of another class'],
];

describe.skipIf(folder === undefined)('documents of OCSF against those of the standard’s own examples', () => {
  const names = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.raw'));

  it.each(names)('%s', (name) => {
    const version: OcsfVersion = name.startsWith('v1.3.0') ? '1.3.0' : '1.4.0';
    const reader = readerOf('zeek-json');
    const events = [...reader.feed(readFileSync(`${folder}/${name}`)).events, ...reader.end().events];
    const expected = documents(readFileSync(`${folder}/${name.replace('.raw', '.ocsf')}`, 'utf8'));
    expect(events).toHaveLength(expected.length);
    const differing: string[] = [];
    expected.forEach((document, i) => {
      const event = events[i];
      const ours = event === undefined ? new Map<string, unknown>() : leaves(ocsfDocument(event, version), '', new Map());
      for (const [path, value] of leaves(document, '', new Map())) {
        if (DIFFERENT.some(([different]) => different.test(path) && (path !== 'type_uid' || name.includes('x509')))) continue;
        const found = ours.get(path);
        const same = SECONDS.has(path) ? Math.trunc(Number(found) / 1000) === value : found === value;
        if (!same) differing.push(`${path}: ${JSON.stringify(value)} in the sample, ${JSON.stringify(found)} ours`);
      }
    });
    expect(differing).toEqual([]);
  });

  it('reads back what it wrote', () => {
    const reader = readerOf('zeek-json');
    const events = [...reader.feed(readFileSync(`${folder}/raw/conn.log`)).events, ...reader.end().events];
    expect(events).toHaveLength(1250);
    const written = events.map((event) => JSON.stringify(ocsfDocument(event))).join('\n');
    const back = readerOf('ocsf');
    const again = [...back.feed(new TextEncoder().encode(`${written}\n`)).events];
    expect(again.map(({ flow, time }) => [flow?.src, flow?.dst, flow?.dstPort, flow?.bytesOut, time])).toEqual(
      events.map(({ flow, time }) => [flow?.src, flow?.dst, flow?.dstPort, flow?.bytesOut, time]),
    );
  });
});
