import { Digest, Refused } from '../../core/index.ts';
import { caFaults } from './faults.ts';

/** A key in a token, as a PKCS #11 URI names it. */
export interface Pkcs11Uri {
  readonly token: string;
  /** Label of the key. */
  readonly object: string;
  /** Hex digits. Where the URI names none, it is made of the label. */
  readonly id: string;
  /** Path of the token's module. */
  readonly module: string;
}

/**
 * Reads `pkcs11:token=…;object=…[;id=%01]?module-path=/…` (RFC 7512). A PIN in it is refused: the URI is kept on the ledger.
 * Throws `Refused` (ASSAY-CA-013).
 */
export function readPkcs11Uri(uri: string): Pkcs11Uri {
  const [path = '', query = ''] = uri.startsWith('pkcs11:') && uri.length <= 1024 ? uri.slice('pkcs11:'.length).split('?', 2) : [];
  const attributes = new Map([...path.split(';'), ...query.split('&')].filter((pair) => pair !== '').map(pairOf));
  const [token, object, module, id] = ['token', 'object', 'module-path', 'id'].map((name) => attributes.get(name));
  const strange = [...attributes.keys()].filter((name) => !KNOWN.has(name));
  const readable = [token, object, module].every((value) => value !== undefined && /^[ -~]{1,200}$/.test(value) && !value.startsWith('-'));
  if (token === undefined || object === undefined || module === undefined || !readable || !module.startsWith('/') || strange.length > 0) {
    const missing = ['token', 'object', 'module-path'].filter((name) => !attributes.has(name));
    throw new Refused(
      caFaults.fault('013', {
        message: 'the PKCS #11 URI does not name one key',
        field: 'key',
        expected: 'pkcs11:token=NAME;object=NAME?module-path=/PATH, and no PIN',
        found: missing.length > 0 ? `no ${missing.join(', no ')}` : strange.length > 0 ? strange.join(', ').slice(0, 100) : 'values that cannot be used',
        remedy: 'Write all three (RFC 7512). The PIN is named apart from it.',
      }),
    );
  }
  return { token, object, module, id: id === undefined ? Digest.of(object).slice('sha256:'.length, 'sha256:'.length + 16) : hexDigits(id) };
}

const KNOWN: ReadonlySet<string> = new Set(['token', 'object', 'id', 'type', 'module-path']);

function pairOf(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  const value = pair.slice(at + 1);
  // Each escape is one byte; ids are often bytes that are no text.
  return [pair.slice(0, Math.max(0, at)), value.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))];
}

const hexDigits = (text: string): string => [...text].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
