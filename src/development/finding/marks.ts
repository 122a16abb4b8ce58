import { canonicalJson, hexHash } from '../../core/index.ts';
import type { Result, Run } from '../../evidence/import/sarif/log.ts';
import type { Mark } from './model.ts';

// What a finding is known by from one report to the next (SARIF 2.1.0, sections 3.27.16 and 3.27.17, appendix B). Lines move, so no line number is in any mark.

const SHORT = 24;

/** The marks of a result, the surest first: each fingerprint that the tool gives, its partial fingerprints together with rule and path, and rule and path with the text of the line. */
export function marksOf(
  result: Result,
  run: Run,
  { tool, rule, path }: { readonly tool: string; readonly rule: string; readonly path: string },
): readonly Mark[] {
  const mark = (kind: string, ...of: readonly string[]): Mark => ({ kind, value: hexHash('sha256', canonicalJson([tool, ...of])).slice(0, SHORT) });
  const whole = texts(result.fingerprints).map(([name, value]) => mark(`fingerprint:${name}`, value));
  const partial = texts(result.partialFingerprints);
  const names = partial.map(([name]) => name).join(',');
  return [
    ...whole,
    ...(partial.length === 0 ? [] : [mark(`partial:${names.slice(0, 200)}`, rule, path, ...partial.flat())]),
    mark('context', rule, path, contextOf(result, run)),
  ];
}

/** In the order of their names; newer versions of a fingerprint have names of their own. */
function texts(fingerprints: Readonly<Record<string, unknown>> | undefined): readonly (readonly [string, string])[] {
  return Object.entries(fingerprints ?? {})
    .flatMap(([name, value]) => (typeof value === 'string' && value !== '' ? [[name, value] as const] : []))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, 50);
}

/** The text of the place, without its spaces; where the log does not hold it, what the tool says, without its numbers. */
function contextOf(result: Result, run: Run): string {
  const where = result.locations?.[0]?.physicalLocation;
  const name = result.locations?.[0]?.logicalLocations?.[0];
  const logical = name?.fullyQualifiedName ?? name?.name ?? '';
  const line = where?.region?.startLine;
  const text = where?.region?.snippet?.text ?? (line === undefined ? undefined : lineOf(run, where?.artifactLocation?.uri, line));
  const said = result.message?.text ?? result.message?.id ?? '';
  return `${logical}\u0000${text === undefined ? said.slice(0, 2000).replace(/\d+/g, '#') : text.slice(0, 2000).replace(/\s+/g, '')}`;
}

interface Embedded {
  readonly text: string;
  lines?: readonly string[];
}

const EMBEDDED = new WeakMap<Run, ReadonlyMap<string, Embedded>>();

/** A line of a file that the log embeds. Its files are gone through once: a log may have as many of them as results. */
function lineOf(run: Run, uri: string | undefined, line: number): string | undefined {
  const files = EMBEDDED.get(run) ?? embeddedIn(run);
  EMBEDDED.set(run, files);
  const file = uri === undefined ? undefined : files.get(uri);
  if (file === undefined || line < 1) return undefined;
  file.lines ??= file.text.split(/\r\n|\n|\r/);
  return file.lines[line - 1];
}

function embeddedIn({ artifacts = [] }: Run): ReadonlyMap<string, Embedded> {
  const files = new Map<string, Embedded>();
  for (const { location, contents } of artifacts) {
    const [uri, text] = [location?.uri, contents?.text];
    if (uri !== undefined && text !== undefined && !files.has(uri)) files.set(uri, { text });
  }
  return files;
}
