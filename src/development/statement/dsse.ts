import { type Json, parseJson, Refused } from '../../core/index.ts';
import { base64Text, bytesOfBase64 } from './base64.ts';
import { statementFaults } from './faults.ts';
import { STATEMENT_LIMITS } from './limits.ts';

/** What in-toto statements are sent as. */
export const IN_TOTO = 'application/vnd.in-toto+json';

export interface DsseSignature {
  readonly sig: Uint8Array;
  /** A hint of whoever wrote the envelope, under no signature: it may say which key to try first, and never who signed. */
  readonly keyid?: string;
}

/** A DSSE envelope (protocol 1.0), its payload as the bytes that came. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly DsseSignature[];
}

/** What is signed: `DSSEv1`, and of type and payload the length in bytes and the bytes, each after one space. */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = new TextEncoder().encode(payloadType);
  const head = new TextEncoder().encode(`DSSEv1 ${type.length} `);
  const between = new TextEncoder().encode(` ${payload.length} `);
  const out = new Uint8Array(head.length + type.length + between.length + payload.length);
  let at = 0;
  for (const part of [head, type, between, payload]) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Reads an envelope from the bytes of a file. Throws `Refused` (ASSAY-STATEMENT-001 to -003, ASSAY-JSON-001 to -006). */
export function readEnvelope(bytes: Uint8Array, file: string): Envelope {
  if (bytes.length > STATEMENT_LIMITS.envelope)
    throw new Refused(tooMuch(file, 'the envelope', `at most ${STATEMENT_LIMITS.envelope} bytes`, `${bytes.length}`));
  return envelopeOf(parseJson(textOf(bytes, file), file, { bytes: STATEMENT_LIMITS.envelope, depth: STATEMENT_LIMITS.depth }), file);
}

/** The same of a value that stood in another document, such as a bundle. Throws as above. */
export function envelopeOf(value: Json, file: string): Envelope {
  const object = record(value);
  if (object === undefined) throw new Refused(noEnvelope(file, '', 'an object', kindOf(value)));
  const payloadType = object['payloadType'];
  if (typeof payloadType !== 'string') throw new Refused(noEnvelope(file, 'payloadType', 'a text', kindOf(payloadType)));
  if (payloadType.length > STATEMENT_LIMITS.payloadType)
    throw new Refused(tooMuch(file, 'payloadType', `at most ${STATEMENT_LIMITS.payloadType} letters`, `${payloadType.length}`));
  const payload = decoded(object['payload'], file, 'payload', STATEMENT_LIMITS.payload);
  const signatures = object['signatures'];
  if (!Array.isArray(signatures) || signatures.length === 0)
    throw new Refused(noEnvelope(file, 'signatures', 'a list of one signature or more', Array.isArray(signatures) ? 'an empty list' : kindOf(signatures)));
  if (signatures.length > STATEMENT_LIMITS.signatures)
    throw new Refused(tooMuch(file, 'signatures', `at most ${STATEMENT_LIMITS.signatures}`, `${signatures.length}`));
  return { payloadType, payload, signatures: signatures.map((one: Json, at) => signatureOf(one, file, at)) };
}

/** An envelope as text, one line, its fields in the order of the protocol. */
export function envelopeText({ payload, payloadType, signatures }: Envelope): string {
  return `${JSON.stringify({
    payload: base64Text(payload),
    payloadType,
    signatures: signatures.map(({ sig, keyid }) => ({ ...(keyid === undefined ? {} : { keyid }), sig: base64Text(sig) })),
  })}\n`;
}

function signatureOf(value: Json, file: string, at: number): DsseSignature {
  const field = `signatures[${at}]`;
  const object = record(value);
  if (object === undefined) throw new Refused(noEnvelope(file, field, 'an object', kindOf(value)));
  const sig = decoded(object['sig'], file, `${field}.sig`, STATEMENT_LIMITS.signature);
  if (sig.length === 0) throw new Refused(noEnvelope(file, `${field}.sig`, 'a signature', 'an empty text'));
  const keyid = object['keyid'];
  // Absent, null and empty are one: writers of the protocol buffers of other tools leave it as an empty text.
  if (keyid === undefined || keyid === null || keyid === '') return { sig };
  if (typeof keyid !== 'string') throw new Refused(noEnvelope(file, `${field}.keyid`, 'a text', kindOf(keyid)));
  if (keyid.length > STATEMENT_LIMITS.keyid) throw new Refused(tooMuch(file, `${field}.keyid`, `at most ${STATEMENT_LIMITS.keyid} letters`, `${keyid.length}`));
  return { sig, keyid };
}

function decoded(value: Json | undefined, file: string, field: string, most: number): Uint8Array {
  if (typeof value !== 'string') throw new Refused(noEnvelope(file, field, 'base64 in a text', kindOf(value)));
  if (value.length > Math.ceil(most / 3) * 4) throw new Refused(tooMuch(file, field, `at most ${most} bytes`, `${value.length} letters of base64`));
  const bytes = bytesOfBase64(value);
  if (bytes === undefined) {
    throw new Refused(
      statementFaults.fault('003', {
        message: `"${field}" is not base64`,
        file,
        field,
        expected: 'base64 of one alphabet, the standard or the url-safe one (RFC 4648), without white space',
        remedy: 'Ask whoever made the envelope for it again.',
      }),
    );
  }
  return bytes;
}

/** A foreign object, or nothing. */
export function record(value: Json | undefined): { readonly [key: string]: Json } | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json }) : undefined;
}

export function kindOf(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refused(noEnvelope(file, '', 'JSON in UTF-8', 'other bytes'));
  }
}

function noEnvelope(file: string, field: string, expected: string, found: string) {
  return statementFaults.fault('001', {
    message: `${file} is not a DSSE envelope`,
    file,
    ...(field === '' ? {} : { field }),
    expected,
    found,
    remedy: 'Give an envelope with payload, payloadType and signatures (DSSE 1.0).',
  });
}

export function tooMuch(file: string, what: string, expected: string, found: string) {
  return statementFaults.fault('002', {
    message: `${what} of ${file} is more than Assay reads`,
    file,
    expected,
    found,
    remedy: 'Ask whoever made it for a smaller one.',
  });
}
