import { pemBlocks } from '../../core/der/armour.ts';
import { sameBytes } from '../../core/der/hex.ts';
import { type Json, parseJson, Refused } from '../../core/index.ts';
import { bytesOfBase64 } from '../statement/base64.ts';
import { record } from '../statement/dsse.ts';
import type { LogEntry } from './bundle.ts';
import { PROVENANCE_LIMITS } from './limits.ts';

/** Whose signature an entry of a log says that it saw. */
export interface EntrySigner {
  readonly certificate?: Uint8Array;
  readonly spki?: Uint8Array;
}

const KINDS: ReadonlySet<string> = new Set(['hashedrekord/0.0.1', 'hashedrekord/0.0.2', 'dsse/0.0.1', 'dsse/0.0.2', 'intoto/0.0.2']);

/**
 * What is wrong with an entry as a record of this signer, or nothing. The library compares signature and digest with the entry and never who signed: a log that saw another
 * certificate, or another key, has not seen this signing (client specification of Sigstore, "Verify the transparency log entry": the entry's verifier is the bundle's).
 */
export function entryWrong(entry: LogEntry, signer: EntrySigner, file: string): string | undefined {
  const named = `${entry.kind}/${entry.version}`;
  if (!KINDS.has(named)) return `the log's entry is of the kind ${named}, whose meaning is not known here`;
  const body = bodyOf(entry.body, file);
  if (body === undefined) return 'the body of the log’s entry is no JSON object';
  if (body['kind'] !== entry.kind || body['apiVersion'] !== entry.version) return 'the body of the log’s entry is of another kind than the entry says';
  const spec = record(body['spec']) ?? {};
  const weak = digestWrong(named, spec);
  if (weak !== undefined) return weak;
  const verifiers = verifiersOf(named, spec);
  if (verifiers.length !== 1) return `the log's entry names ${verifiers.length} signers, and not one`;
  const [found] = verifiers;
  if (found === undefined || (found.certificate === undefined && found.spki === undefined))
    return 'the log’s entry names no certificate and no key that could be read';
  if (found.certificate !== undefined)
    return signer.certificate !== undefined && sameBytes(found.certificate, signer.certificate) ? undefined : 'the log’s entry is of another certificate';
  return found.spki !== undefined && signer.spki !== undefined && sameBytes(found.spki, signer.spki) ? undefined : 'the log’s entry is of another key';
}

type Members = { readonly [key: string]: Json };

function bodyOf(body: Uint8Array, file: string): Members | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return record(parseJson(text, file, { bytes: PROVENANCE_LIMITS.body, depth: PROVENANCE_LIMITS.depth }));
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) return undefined;
    throw error;
  }
}

const at = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((found, name) => record(found)?.[name], value);
const only = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** The digest that an entry keeps has to be by the algorithm that it is compared by; the library does not ask. */
function digestWrong(named: string, spec: Members): string | undefined {
  switch (named) {
    case 'dsse/0.0.1':
      return at(spec, 'payloadHash', 'algorithm') === 'sha256' ? undefined : 'the log’s entry has no SHA-256 of the payload';
    case 'intoto/0.0.2':
      return at(spec, 'content', 'payloadHash', 'algorithm') === 'sha256' ? undefined : 'the log’s entry has no SHA-256 of the payload';
    case 'dsse/0.0.2':
      return at(spec, 'dsseV002', 'payloadHash', 'algorithm') === 'SHA2_256' ? undefined : 'the log’s entry has no SHA-256 of the payload';
    default:
      return undefined;
  }
}

function verifiersOf(named: string, spec: Members): readonly EntrySigner[] {
  switch (named) {
    case 'hashedrekord/0.0.1':
      return [armoured(at(spec, 'signature', 'publicKey', 'content'))];
    case 'hashedrekord/0.0.2':
      return [plain(at(spec, 'hashedRekordV002', 'signature', 'verifier'))];
    case 'dsse/0.0.1':
      return only(spec['signatures']).map((one) => armoured(at(one, 'verifier')));
    case 'dsse/0.0.2':
      return only(at(spec, 'dsseV002', 'signatures')).map((one) => plain(at(one, 'verifier')));
    default:
      return only(at(spec, 'content', 'envelope', 'signatures')).map((one) => armoured(at(one, 'publicKey')));
  }
}

/** Base64 of PEM. */
function armoured(value: Json | undefined): EntrySigner {
  const bytes = typeof value === 'string' && value.length <= 2 * PROVENANCE_LIMITS.certificate ? bytesOfBase64(value) : undefined;
  if (bytes === undefined) return {};
  const text = new TextDecoder().decode(bytes);
  const block = (label: string) => pemBlocks(text, label, 'signer of a log’s entry', PROVENANCE_LIMITS.chain)[0];
  try {
    if (text.includes('BEGIN CERTIFICATE')) return one('certificate', block('CERTIFICATE'));
    return one('spki', block('PUBLIC KEY'));
  } catch (error) {
    if (error instanceof Refused) return {};
    throw error;
  }
}

function plain(value: Json | undefined): EntrySigner {
  const bytes = (...path: readonly string[]) => {
    const found = at(value, ...path);
    return typeof found === 'string' && found !== '' && found.length <= 2 * PROVENANCE_LIMITS.certificate ? bytesOfBase64(found) : undefined;
  };
  return { ...one('certificate', bytes('x509Certificate', 'rawBytes')), ...one('spki', bytes('publicKey', 'rawBytes')) };
}

function one(name: keyof EntrySigner, value: Uint8Array | undefined): EntrySigner {
  return value === undefined ? {} : { [name]: value };
}
