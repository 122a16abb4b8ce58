import { Refused } from '../../core/index.ts';
import { componentFaults } from './faults.ts';
import { gitPath, nameOfType, PURL_TYPES } from './purl-type.ts';

/** A package URL in its canonical parts (ECMA-427). Nothing is percent-encoded here. */
export interface Purl {
  /** Lower case. */
  readonly type: string;
  /** Segments joined by `/`. */
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  /** Keys in lower case, in the order of their names. */
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath?: string;
}

/** Parts as somebody has them, decoded and not yet canonical. */
export interface PurlParts {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: ReadonlyMap<string, string>;
  readonly subpath?: string;
}

/** `purl` is missing where nothing can be made of the text. `problems`, in words, is empty for a package URL that keeps every rule of its type. */
export interface PurlReading {
  readonly purl?: Purl;
  readonly problems: readonly string[];
}

const LONGEST = 8192;
const TYPE = /^[a-z][a-z0-9.-]*$/;
const KEY = /^[a-z][a-z0-9._-]*$/;

/**
 * Reads a package URL as far as it can be read, canonical or not: a part that breaks a rule of its type (a namespace missing, a qualifier's key in capitals) is a
 * problem, and the package is still named. Never throws. The text is whoever wrote the document's.
 */
export function readPurl(text: string): PurlReading {
  if (text.length > LONGEST) return unreadable(`it is longer than ${LONGEST} characters`);
  const scheme = /^pkg:/i.exec(text);
  if (scheme === null) return unreadable('it does not begin with "pkg:"');
  try {
    return readAfterScheme(text.slice(4));
  } catch (error) {
    // decodeURIComponent alone throws here: a "%" without two hex digits, or bytes that are no UTF-8.
    if (error instanceof URIError) return unreadable('a percent sign is not followed by the hex digits of UTF-8');
    throw error;
  }
}

/** A package URL that keeps every rule. Throws `Refused` (ASSAY-COMPONENT-001). */
export function parsePurl(text: string): Purl {
  return strict(readPurl(text), text);
}

/** Canonical parts from given ones. Throws `Refused` (ASSAY-COMPONENT-001) where a part is missing, not allowed, or breaks a rule of its type. */
export function purlOf(parts: PurlParts): Purl {
  return strict(canonical(parts, []), `${parts.type}, ${parts.namespace ?? 'no namespace'}, ${parts.name}`);
}

/** The canonical text of a package URL. */
export function purlText({ type, namespace, name, version, qualifiers, subpath }: Purl): string {
  const pairs = [...qualifiers].map(([key, value]) => `${key}=${encode(value)}`);
  return [
    `pkg:${type}/`,
    namespace === undefined ? '' : `${namespace.split('/').map(encode).join('/')}/`,
    // Of git alone the name is a path.
    type === 'git' ? name.split('/').map(encode).join('/') : encode(name),
    version === undefined ? '' : `@${encode(version)}`,
    pairs.length === 0 ? '' : `?${pairs.join('&')}`,
    subpath === undefined ? '' : `#${subpath.split('/').map(encode).join('/')}`,
  ].join('');
}

function readAfterScheme(text: string): PurlReading {
  const [beforeSubpath, subpath] = splitLast(text, '#');
  const [path, query] = splitLast(beforeSubpath, '?');
  const [type = '', ...rest] = path.replace(/^\/+/, '').split('/');
  if (rest.length === 0) return unreadable('it has no name after the type');
  const remainder = rest.slice(0, rest.findLastIndex((segment) => segment !== '') + 1).join('/');
  // The last @ begins the version, but not one that begins a segment with others after it: `@scope/name`, written without its escape.
  const at = remainder.lastIndexOf('@');
  const scoped = at !== -1 && (at === 0 || remainder[at - 1] === '/') && remainder.includes('/', at);
  const end = at === -1 || scoped ? remainder.length : at;
  const version = at === -1 || scoped ? undefined : decodeURIComponent(remainder.slice(at + 1));
  const segments = remainder
    .slice(0, end)
    .split('/')
    .filter((segment, index, all) => segment !== '' || index === all.length - 1)
    .map(decodeURIComponent);
  const name = segments.pop() ?? '';
  if (segments.some((segment) => segment.includes('/'))) return unreadable('a segment of its namespace holds an escaped "/"');
  const qualifiers = new Map<string, string>();
  const problems: string[] = [];
  for (const pair of query === undefined || query === '' ? [] : query.split('&')) {
    const equals = pair.indexOf('=');
    const key = equals === -1 ? pair : pair.slice(0, equals);
    const value = equals === -1 ? '' : decodeURIComponent(pair.slice(equals + 1));
    if (key !== key.toLowerCase() && PURL_TYPES.get(type.toLowerCase())?.own?.includes(key.toLowerCase()) === true)
      problems.push(`the key of the qualifier "${key}" is not in lower case`);
    if (qualifiers.has(key.toLowerCase())) return unreadable(`it has the qualifier "${key}" twice`);
    qualifiers.set(key.toLowerCase(), value);
  }
  return canonical(
    {
      type,
      name,
      qualifiers,
      ...(segments.length === 0 ? {} : { namespace: segments.join('/') }),
      ...(version === undefined ? {} : { version }),
      ...(subpath === undefined ? {} : { subpath: subpath.split('/').map(decodeURIComponent).join('/') }),
    },
    problems,
  );
}

function canonical(parts: PurlParts, found: readonly string[]): PurlReading {
  const type = parts.type.toLowerCase();
  if (!TYPE.test(type)) return unreadable(type === '' ? 'it has no type' : `"${parts.type}" is not a type: a letter, then letters, digits, "." and "-"`);
  const rules = PURL_TYPES.get(type) ?? {};
  const lower = (part: string, value: string) => (rules.lower?.includes(part) === true ? value.toLowerCase() : value);
  const qualifiers = new Map([...(parts.qualifiers ?? [])].filter(([, value]) => value !== '').toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const wrongKey = [...qualifiers.keys()].find((key) => !KEY.test(key));
  if (wrongKey !== undefined) return unreadable(`"${wrongKey}" is not a key of a qualifier`);
  const given = { namespace: lower('s', segmentsOf(parts.namespace, [])), name: nameOfType(type, lower('n', parts.name), qualifiers) };
  const { namespace, name } = type === 'git' && given.namespace !== '' ? gitPath(given.namespace, given.name) : given;
  if (name === '') return unreadable('it has no name');
  const version = lower('v', parts.version ?? '');
  const subpath = lower('p', segmentsOf(parts.subpath, ['.', '..']));
  const problems = [...found];
  if (rules.namespace === 'required' && namespace === '') problems.push(`the type ${type} needs a namespace`);
  if (rules.namespace === 'prohibited' && namespace !== '') problems.push(`the type ${type} has no namespace`);
  if (rules.name?.test(name) === false) problems.push(`"${name}" is not a name of the type ${type}`);
  if (version !== '' && rules.version?.test(version) === false) problems.push(`"${version}" is not a version of the type ${type}`);
  for (const key of rules.qualifiers ?? []) if (!qualifiers.has(key)) problems.push(`the type ${type} needs the qualifier ${key}`);
  return {
    problems,
    purl: {
      type,
      name,
      qualifiers,
      ...(namespace === '' ? {} : { namespace }),
      ...(version === '' ? {} : { version }),
      ...(subpath === '' ? {} : { subpath }),
    },
  };
}

function segmentsOf(path: string | undefined, dropped: readonly string[]): string {
  return (path ?? '')
    .split('/')
    .filter((segment) => segment !== '' && !dropped.includes(segment))
    .join('/');
}

function splitLast(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.lastIndexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Letters, digits and `-._~:` stand for themselves; everything else is escaped as UTF-8. */
function encode(value: string): string {
  return encodeURIComponent(value)
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unreadable(problem: string): PurlReading {
  return { problems: [problem] };
}

function strict({ purl, problems }: PurlReading, found: string): Purl {
  if (purl !== undefined && problems.length === 0) return purl;
  throw new Refused(
    componentFaults.fault('001', {
      message: `not a package URL: ${problems.join('; ')}`,
      expected: 'pkg:type/namespace/name@version?qualifiers#subpath, by the rules of its type',
      found: found.slice(0, 200),
      remedy: 'Write it as the type defines it, such as pkg:deb/debian/curl@7.50.3-1?arch=i386.',
    }),
  );
}
