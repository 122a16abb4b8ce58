import { elementsOf, type XmlElement } from '../../core/index.ts';

/** A built-in type of XML Schema with what restricts it, or a union of such. */
export interface SimpleType {
  readonly kind: 'simple';
  /** `string`, `dateTime`, `anyURI`, …; of a union empty. */
  readonly base: string;
  /** From the inmost restriction outwards. */
  readonly facets: readonly Facets[];
  readonly union?: readonly SimpleType[];
}

interface Facets {
  readonly values: ReadonlySet<string> | undefined;
  readonly patterns: readonly RegExp[];
  readonly bounds: readonly { readonly kind: string; readonly value: number }[];
}

export function simpleTypeOf(declared: XmlElement, byName: (name: string) => SimpleType): SimpleType {
  const how = elementsOf(declared).find(({ name }) => name === 'restriction' || name === 'union');
  if (how === undefined) throw new Error(`the schema has a simple type that is neither a restriction nor a union, line ${declared.line}`);
  const inner = elementsOf(how).filter(({ name }) => name === 'simpleType');
  if (how.name === 'union') {
    const members = (how.attributes.get('memberTypes') ?? '').split(/\s+/).filter((name) => name !== '');
    return { kind: 'simple', base: '', facets: [], union: [...members.map(byName), ...inner.map((each) => simpleTypeOf(each, byName))] };
  }
  const base = how.attributes.get('base');
  const from = base !== undefined ? byName(base) : simpleTypeOf(inner[0] ?? declared, byName);
  const values: string[] = [];
  const patterns: RegExp[] = [];
  const bounds: { readonly kind: string; readonly value: number }[] = [];
  for (const facet of elementsOf(how)) {
    const value = facet.attributes.get('value') ?? '';
    if (facet.name === 'enumeration') values.push(value);
    else if (facet.name === 'pattern') patterns.push(new RegExp(`^(?:${value})$`));
    else if (/^(?:min|max)(?:Length|Inclusive)$/.test(facet.name)) bounds.push({ kind: facet.name, value: Number(value) });
    else if (facet.name !== 'annotation' && facet.name !== 'simpleType') throw new Error(`the schema uses the facet xs:${facet.name}, line ${facet.line}`);
  }
  return { ...from, facets: [...from.facets, { values: values.length === 0 ? undefined : new Set(values), patterns, bounds }] };
}

/** What the text should have been, in words; undefined where it is. */
export function expectedOf(type: SimpleType, text: string): string | undefined {
  if (type.union !== undefined) {
    const expected = type.union.map((member) => expectedOf(member, text));
    return expected.includes(undefined) ? undefined : expected.join(', or ');
  }
  const value = type.base === 'string' ? text : type.base === 'normalizedString' ? text.replace(/[\t\n\r]/g, ' ') : text.replace(/[\t\n\r ]+/g, ' ').trim();
  const form = FORMS[type.base];
  if (form === undefined) throw new Error(`the schema uses the type xs:${type.base}`);
  if (!form.test(value)) return `a value of the type ${type.base}`;
  if ((type.base === 'dateTime' || type.base === 'date') && !isDay(value)) return 'a day that the calendar has';
  for (const { values, patterns, bounds } of type.facets) {
    if (values !== undefined && !values.has(value)) return `one of ${[...values].slice(0, 40).join(', ')}${values.size > 40 ? ', …' : ''}`;
    if (patterns.length > 0 && !patterns.some((pattern) => pattern.test(value)))
      return `text of the form ${patterns.map(({ source }) => source.slice(4, -2).slice(0, 100)).join(' or ')}`;
    for (const { kind, value: bound } of bounds) {
      const size = kind.endsWith('Length') ? [...value].length : Number(value);
      if (kind.startsWith('min') ? size < bound : size > bound) return `${kind} ${bound}`;
    }
  }
  return undefined;
}

const ZONE = '(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))?';
const DAY = '-?(?:[1-9]\\d{4,8}|\\d{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';

const FORMS: Readonly<Record<string, RegExp>> = {
  string: /^/,
  normalizedString: /^/,
  token: /^/,
  // Spaces and most signs may stand in it unescaped (XML Schema 1.0, 3.2.17). What can never become a reference: a second "#", or a percent sign without two hex digits.
  anyURI: /^(?:[^#%]|%[0-9A-Fa-f]{2})*(?:#(?:[^#%]|%[0-9A-Fa-f]{2})*)?$/,
  boolean: /^(?:true|false|1|0)$/,
  decimal: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/,
  integer: /^[+-]?\d+$/,
  nonNegativeInteger: /^(?:\+?\d+|-0+)$/,
  positiveInteger: /^\+?0*[1-9]\d*$/,
  dateTime: new RegExp(`^${DAY}T(?:(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?|24:00:00(?:\\.0+)?)${ZONE}$`),
  date: new RegExp(`^${DAY}${ZONE}$`),
};

function isDay(value: string): boolean {
  const [, year = '', month = '', day = ''] = /^-?(\d+)-(\d\d)-(\d\d)/.exec(value) ?? [];
  const leap = (n: number) => n % 4 === 0 && (n % 100 !== 0 || n % 400 === 0);
  const days = [31, leap(Number(year)) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return Number(day) <= (days[Number(month) - 1] ?? 0);
}
