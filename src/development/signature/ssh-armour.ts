import { base64Of } from '../../core/der/armour.ts';
import { ascii } from '../git/text.ts';
import { misread } from './ssh-wire.ts';

/**
 * The bytes between the two lines of an armour of this label. Nothing stands before or behind it but line feeds, and the base64 is written in its one way: a letter that
 * could be another without the bytes changing would be a place to hide something. Throws `Refused` (ASSAY-SIGNATURE-001).
 */
export function dearmoured(bytes: Uint8Array, label: string, most = 128 * 1024): Uint8Array {
  const what = `armour of the ${label.toLowerCase()}`;
  if (bytes.length > 2 * most) throw misread(what, `at most ${2 * most} bytes`, `${bytes.length}`);
  const text = ascii(bytes, 0, bytes.length).replaceAll('\r\n', '\n');
  const begin = `-----BEGIN ${label}-----\n`;
  const end = `\n-----END ${label}-----`;
  const to = text.indexOf(end, begin.length - 1);
  if (!text.startsWith(begin) || to === -1 || !/^\n*$/.test(text.slice(to + end.length)))
    throw misread(what, `lines between -----BEGIN ${label}----- and -----END ${label}-----`, 'something else');
  const letters = text.slice(begin.length, to).replaceAll('\n', '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(letters) || letters.length % 4 !== 0) throw misread(what, 'base64', 'other letters');
  const raw = atob(letters);
  const found = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) found[i] = raw.charCodeAt(i);
  if (base64Of(found) !== letters) throw misread(what, 'base64 without bits left over', 'some');
  return found;
}
