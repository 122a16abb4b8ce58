import { Refused } from '../../core/index.ts';
import { componentFaults } from './faults.ts';

/** `any` and `na` are the logical values of NISTIR 7695; else the value, unescaped, with its wildcards told apart. */
export type CpeValue = { readonly kind: 'any' } | { readonly kind: 'na' } | CpeText;

export interface CpeText {
  readonly kind: 'text';
  /** What stands between the wildcards, in lower case and without escapes. */
  readonly text: string;
  /** `many` is `*`, a number is that many `?`. */
  readonly before?: 'many' | number;
  readonly after?: 'many' | number;
}

export const CPE_ATTRIBUTES = [
  'part',
  'vendor',
  'product',
  'version',
  'update',
  'edition',
  'language',
  'sw_edition',
  'target_sw',
  'target_hw',
  'other',
] as const;

export type CpeAttribute = (typeof CPE_ATTRIBUTES)[number];

/** A well-formed CPE name (NISTIR 7695), from a 2.2 URI or a 2.3 formatted string. */
export type Cpe = { readonly [attribute in CpeAttribute]: CpeValue };

/** `cpe` is missing where nothing can be made of the text. `problems`, in words, is empty for a name that is well-formed. */
export interface CpeReading {
  readonly cpe?: Cpe;
  readonly problems: readonly string[];
}

export const CPE_ANY: CpeValue = { kind: 'any' };
const NA: CpeValue = { kind: 'na' };
const LONGEST = 2048;
const PRINTABLE = /^[!-~]+$/;

/** Reads either binding as far as it can be read: a character that should have been escaped, or attributes that are missing at the end, are problems. Never throws. */
export function readCpe(text: string): CpeReading {
  if (text.length > LONGEST) return { problems: [`it is longer than ${LONGEST} characters`] };
  if (/^cpe:2\.3:/i.test(text)) return readFormatted(text.slice(8));
  if (/^cpe:\//i.test(text)) return readUri(text.slice(5));
  return { problems: ['it begins neither with "cpe:2.3:" nor with "cpe:/"'] };
}

/** A well-formed name. Throws `Refused` (ASSAY-COMPONENT-002). */
export function parseCpe(text: string): Cpe {
  const { cpe, problems } = readCpe(text);
  if (cpe !== undefined && problems.length === 0) return cpe;
  throw new Refused(
    componentFaults.fault('002', {
      message: `not a CPE name: ${problems.join('; ')}`,
      expected: 'cpe:2.3: with eleven attributes, or cpe:/ with up to seven',
      found: text.slice(0, 200),
      remedy: 'Write it as the dictionary has it, such as cpe:2.3:a:openssl:openssl:3.0.7:*:*:*:*:*:*:*.',
    }),
  );
}

/** The formatted string of version 2.3. */
export function cpeText(cpe: Cpe): string {
  return `cpe:2.3:${CPE_ATTRIBUTES.map((attribute) => bound(cpe[attribute], (letter) => (/[\w.-]/.test(letter) ? letter : `\\${letter}`), '*', '-', '?')).join(':')}`;
}

/** The URI of version 2.2, with the attributes that it has no place for packed into the edition. */
export function cpeUri(cpe: Cpe): string {
  const part = (attribute: CpeAttribute) => bound(cpe[attribute], percent, '', '-', '%01', '%02');
  const packed = (['sw_edition', 'target_sw', 'target_hw', 'other'] as const).map(part);
  const edition = packed.every((value) => value === '') ? part('edition') : `~${part('edition')}~${packed.join('~')}`;
  const parts = [part('part'), part('vendor'), part('product'), part('version'), part('update'), edition, part('language')];
  return `cpe:/${parts.join(':').replace(/:+$/, '')}`;
}

function readFormatted(text: string): CpeReading {
  const parts = splitUnescaped(text);
  if (parts.length > CPE_ATTRIBUTES.length) return { problems: [`it has ${parts.length} attributes, where a name has eleven`] };
  const problems = parts.length < CPE_ATTRIBUTES.length ? [`it has ${parts.length} attributes, where a name has eleven`] : [];
  return joined(parts, problems, (part, say) => {
    if (part === '*') return CPE_ANY;
    if (part === '-') return NA;
    const letters: Letter[] = [];
    for (let at = 0; at < part.length; at += 1) {
      const escaped = part[at] === '\\';
      if (escaped) at += 1;
      const letter = part[at];
      if (letter === undefined) return 'ends with a lone backslash';
      if (escaped ? /[A-Za-z0-9_]/.test(letter) : !/[\w.*?-]/.test(letter)) say(`${escaped ? 'escapes' : 'does not escape'} "${letter}"`);
      letters.push({ letter, wild: !escaped && (letter === '*' || letter === '?') });
    }
    return textOfLetters(letters);
  });
}

function readUri(text: string): CpeReading {
  const parts = text.split(':');
  if (parts.length > 7) return { problems: [`it has ${parts.length} parts, where a URI has at most seven`] };
  const edition = parts[5] ?? '';
  const packed = edition.startsWith('~') ? edition.slice(1).split('~') : [edition];
  if (packed.length !== 1 && packed.length !== 5) return { problems: ['its packed edition has not five parts'] };
  const spread = [
    ...parts.slice(0, 5),
    ...Array.from({ length: Math.max(0, 5 - parts.length) }, () => ''),
    packed[0] ?? '',
    parts[6] ?? '',
    ...packed.slice(1),
  ];
  return joined([...spread, ...Array.from({ length: CPE_ATTRIBUTES.length - spread.length }, () => '')], [], (part, say) => {
    if (part === '') return CPE_ANY;
    if (part === '-') return NA;
    const letters: Letter[] = [];
    for (let at = 0; at < part.length; at += 1) {
      const letter = part[at] ?? '';
      if (letter !== '%') {
        if (!/[\w.-]/.test(letter)) say(`does not escape "${letter}"`);
        letters.push({ letter, wild: false });
        continue;
      }
      const hex = /^[0-9A-Fa-f]{2}/.exec(part.slice(at + 1))?.[0];
      if (hex === undefined) return 'has a percent sign without two hex digits';
      const code = Number.parseInt(hex, 16);
      if (code > 2 && (code < 0x21 || code > 0x7e)) return `escapes a character (${hex}) that a name cannot hold`;
      if (code === 0) return 'escapes a character (00) that a name cannot hold';
      letters.push(code === 1 ? { letter: '?', wild: true } : code === 2 ? { letter: '*', wild: true } : { letter: String.fromCharCode(code), wild: false });
      at += 2;
    }
    return textOfLetters(letters);
  });
}

interface Letter {
  readonly letter: string;
  readonly wild: boolean;
}

function joined(parts: readonly string[], found: readonly string[], read: (part: string, say: (problem: string) => void) => CpeValue | string): CpeReading {
  const problems = [...found];
  const values: { [attribute in CpeAttribute]?: CpeValue } = {};
  for (const [at, attribute] of CPE_ATTRIBUTES.entries()) {
    const part = parts[at];
    const said = new Set<string>();
    const value =
      part === undefined
        ? CPE_ANY
        : part !== '' && !PRINTABLE.test(part)
          ? 'holds a character outside printable ASCII'
          : read(part, (problem) => said.add(problem));
    if (typeof value === 'string') return { problems: [...problems, `its ${attribute} ${value}`] };
    problems.push(...[...said].map((problem) => `its ${attribute} ${problem}`));
    values[attribute] = value;
  }
  const cpe = values as Cpe;
  if (cpe.part.kind === 'text' && !/^[aoh]$/.test(cpe.part.text)) return { problems: [...problems, 'its part is none of a, o and h'] };
  return { cpe, problems };
}

/** Wildcards may stand at the beginning and at the end alone: one `*`, or any number of `?`. */
function textOfLetters(letters: readonly Letter[]): CpeText | string {
  const wildFrom = letters.findIndex(({ wild }) => !wild);
  if (letters.length === 0) return 'is empty';
  if (wildFrom === -1) return 'is nothing but wildcards';
  const wildTo = letters.findLastIndex(({ wild }) => !wild) + 1;
  const middle = letters.slice(wildFrom, wildTo);
  if (middle.some(({ wild }) => wild)) return 'has a wildcard in its middle';
  const text = middle.map(({ letter }) => letter.toLowerCase()).join('');
  const before = wildcard(letters.slice(0, wildFrom));
  const after = wildcard(letters.slice(wildTo));
  if (before === 'mixed' || after === 'mixed') return 'has wildcards of both kinds beside each other';
  if (text === '-' && before === undefined && after === undefined) return 'is a lone hyphen';
  return { kind: 'text', text, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function wildcard(letters: readonly Letter[]): 'many' | number | undefined | 'mixed' {
  if (letters.length === 0) return;
  if (letters.every(({ letter }) => letter === '?')) return letters.length;
  return letters.length === 1 ? 'many' : 'mixed';
}

function bound(value: CpeValue, letter: (letter: string) => string, any: string, na: string, one: string, many = '*'): string {
  if (value.kind === 'any') return any;
  if (value.kind === 'na') return na;
  const wild = (wildcards: 'many' | number | undefined) => (wildcards === undefined ? '' : wildcards === 'many' ? many : one.repeat(wildcards));
  return `${wild(value.before)}${[...value.text].map(letter).join('')}${wild(value.after)}`;
}

function percent(letter: string): string {
  return /[\w.-]/.test(letter) ? letter : `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function splitUnescaped(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === ':') {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}
