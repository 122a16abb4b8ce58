import { Digest, type Json, parseJson, Refused } from '../../core/index.ts';
import { codelogFaults } from './faults.ts';
import { identityOf, type Leaf } from './leaf.ts';

/** What an operator knows to have entered, kept apart from the log, and what of a log is in the operator's name. */
export interface Expectation {
  /** Identities of leaves, and digests of statements. */
  readonly digests: ReadonlySet<Digest>;
  /** Nothing given: all of the log is the operator's. */
  readonly repositories: ReadonlySet<string>;
  readonly by: ReadonlySet<string>;
  /** Digests of key ids. */
  readonly signers: ReadonlySet<Digest>;
}

const MAX_LINES = 5_000_000;

/** The line that says that a leaf is expected: the log command writes it as it submits. */
export function expectedLine(leaf: Leaf): string {
  const what = leaf.kind === 'ref' ? { ref: leaf.ref, object: leaf.object } : { digest: leaf.digest };
  return `${JSON.stringify({ leaf: identityOf(leaf), kind: leaf.kind, ...what })}\n`;
}

/**
 * Reads a list of what is expected: a JSON object a line, with `leaf` (an identity), with `statement` (the digest of a file, under whatever else is said of it), or with
 * `own` (`repositories`, `by`, and `keys`: ids of keys as envelopes name them). Further members are for people. Throws `Refused` (ASSAY-CODELOG-005, ASSAY-JSON-…).
 */
export function readExpectation(text: string, file: string): Expectation {
  const digests = new Set<Digest>();
  const [repositories, by, keys] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) throw wrong(file, 1, `at most ${MAX_LINES} lines`, `${lines.length}`);
  lines.forEach((line, at) => {
    if (line.trim() === '') return;
    const value = parseJson(line, file, { bytes: 64 * 1024, depth: 6 });
    const given = isObject(value) ? value : {};
    const digest = given['leaf'] ?? given['statement'];
    if (typeof digest === 'string' && Digest.isText(digest)) {
      digests.add(digest);
      return;
    }
    const own = given['own'];
    if (digest !== undefined || own === undefined || !isObject(own)) throw wrong(file, at + 1, '"leaf" or "statement" with a digest, or "own"', line);
    for (const [name, into] of [['repositories', repositories] as const, ['by', by] as const, ['keys', keys] as const]) {
      const ids = own[name] ?? [];
      if (!isTexts(ids)) throw wrong(file, at + 1, `"own" with a list of texts as "${name}"`, line);
      for (const id of ids) into.add(id);
    }
  });
  return { digests, repositories, by, signers: new Set([...keys].map((key) => Digest.of(key))) };
}

export function joined(all: readonly Expectation[]): Expectation {
  return {
    digests: new Set(all.flatMap(({ digests }) => [...digests])),
    repositories: new Set(all.flatMap(({ repositories }) => [...repositories])),
    by: new Set(all.flatMap(({ by }) => [...by])),
    signers: new Set(all.flatMap(({ signers }) => [...signers])),
  };
}

/** Whether the leaf says something in the operator's name. */
export function isOwn(expectation: Expectation, leaf: Leaf): boolean {
  const { repositories, by, signers } = expectation;
  if (isAllOwn(expectation)) return true;
  if (leaf.repository !== undefined && repositories.has(leaf.repository)) return true;
  return leaf.kind !== 'ref' && ((leaf.by ?? []).some((one) => by.has(one)) || (leaf.signers ?? []).some((one) => signers.has(one)));
}

/**
 * Whether nothing of what the list speaks of (repositories, who it is by, keys) says whose the leaf is. Such an entry is as good as in the operator's name: whoever holds the operator's token
 * has only to leave the names away.
 */
export function isUntied({ repositories, by, signers }: Expectation, leaf: Leaf): boolean {
  if (repositories.size > 0 && leaf.repository !== undefined) return false;
  return leaf.kind === 'ref' || !((by.size > 0 && leaf.by !== undefined) || (signers.size > 0 && leaf.signers !== undefined));
}

/** Whether all of the log is the operator's. */
function isAllOwn({ repositories, by, signers }: Expectation): boolean {
  return repositories.size + by.size + signers.size === 0;
}

export function isExpected({ digests }: Expectation, leaf: Leaf): boolean {
  return digests.has(identityOf(leaf)) || (leaf.kind !== 'ref' && digests.has(leaf.digest));
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function wrong(file: string, line: number, expected: string, found: string): Refused {
  return new Refused(
    codelogFaults.fault('005', {
      message: `${file} has a line without ${expected}`,
      file,
      line,
      expected,
      found: found.slice(0, 120),
      remedy: 'See docs/development-log.md for the form of such a list.',
    }),
  );
}
