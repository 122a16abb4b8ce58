import { faultOfLanguage } from './language.ts';
import { readMoment } from './moment.ts';
import { type Shape, text } from './shape.ts';
import { readVersion } from './version.ts';

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const OF_A_URI = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/;
const BAD_PERCENT = /%(?![0-9A-Fa-f]{2})/;

/** RFC 3986: a scheme, and after it only what may stand in a URI. */
export function isUri(value: string): boolean {
  return SCHEME.test(value) && OF_A_URI.test(value) && !BAD_PERCENT.test(value);
}

export const some = text();
export const uri = text(isUri, 'a URI (RFC 3986)');
export const moment = text((value) => readMoment(value) !== undefined, 'a moment (RFC 3339)');
export const language = text((value) => faultOfLanguage(value)?.kind !== 'shape', 'a tag of a language (RFC 5646)');
export const version = text((value) => readVersion(value) !== undefined, 'a whole number or a semantic version');

const EDGE = /[\s\-_.]/;
/** Neither begins nor ends with white space or a mark that joins words. */
export const joined = text(
  (value) => !EDGE.test(value.charAt(0)) && !EDGE.test(value.at(-1) ?? '') && !/[\n\r]/.test(value),
  'a text that begins and ends with a letter or a digit',
);
export const trimmed = text((value) => value.trim() === value && !/[\n\r]/.test(value), 'a text with no white space at its ends');

const UUID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|0{8}-(?:0{4}-){3}0{12}|f{8}-(?:f{4}-){3}f{12})$/;
export const uuid = text((value) => UUID.test(value), 'a UUID of version 4, or that of all noughts or all ones');

// CPE 2.3, NISTIR 7695: a part is * or -, or characters of which all but letters, digits, - . _ are escaped, with wildcards at its ends.
const PART = /^(?:[*-]|(?:\?*|\*)(?:[A-Za-z0-9\-._]|\\[\\*?!"#$%&'()+,/:;<=>@[\]^`{|}~])+(?:\?*|\*))$/;
const TONGUE = /^(?:[A-Za-z]{2,3}(?:-(?:[A-Za-z]{2}|\d{3}))?|[*-])$/;
const OLD_CPE = /^[cC][pP][eE]:\/[AHOaho]?(?::[A-Za-z0-9._\-~%]*){0,6}$/;

export function isCpe(value: string): boolean {
  if (!value.startsWith('cpe:2.3:')) return value.length >= 5 && OLD_CPE.test(value);
  const parts = value.slice('cpe:2.3:'.length).split(/(?<!\\):/);
  return parts.length === 11 && /^[aho*-]$/.test(parts[0] as string) && parts.every((part, at) => at === 0 || (at === 6 ? TONGUE : PART).test(part));
}

export const cpe: Shape = text((value) => value.length <= 4096 && isCpe(value), 'a name of CPE 2.3 or 2.2');
