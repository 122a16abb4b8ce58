import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import type { ObjectId } from '../git/object.ts';
import { broughtBy, type ChangeClass, type Classed, classOf } from './classes.ts';

// Two real histories, a line a commit, identities as salted hashes of addresses (of names, in trailers without one).
interface Row {
  readonly oid: ObjectId;
  readonly p: readonly ObjectId[];
  readonly a: string;
  readonly c: string;
  readonly prMerge: boolean;
  readonly squash: boolean;
  readonly trailers?: Readonly<Record<string, readonly string[]>>;
}

const folder = vectors('development/git-evidence');

function rowsOf(file: string): readonly Row[] {
  const text = gunzipSync(readFileSync(join(folder ?? '', file))).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

/** The rows call GitHub's own address by the name of its account. */
const FORGE = 'web-flow';

function facts(row: Row): Classed {
  const who = (hash: string) => ({ name: '', email: hash === FORGE ? 'noreply@github.com' : hash });
  return {
    id: row.oid,
    parents: row.p,
    author: who(row.a),
    committer: who(row.c),
    lines: Object.entries(row.trailers ?? {}).flatMap(([key, hashes]) => hashes.map((hash) => ({ key, who: who(hash), place: 'trailer' as const }))),
    ...(row.prMerge ? { pull: '1' } : {}),
    ...(row.squash ? { squash: '1' } : {}),
  };
}

describe.skipIf(folder === undefined)('the classes of development/git-evidence', () => {
  // Where one person committed under two addresses and one name, the rows show two people: of curl 19 commits, which are `nothing` where names are known.
  it.each<[string, Partial<Record<ChangeClass, number>>]>([
    [
      'curl+curl@HEAD.ndjson.gz',
      {
        merge: 24,
        'reviewed-by-other': 562,
        'pull-merged-by-other': 9,
        'branch-merged': 65,
        'forge-squash': 6,
        'squash-shaped': 18,
        'made-on-forge': 14,
        'applied-by-other': 5856 + 19,
        nothing: 32_936 - 19,
      },
    ],
    [
      'tukaani-project+xz@v5.6.1.ndjson.gz',
      { merge: 7, 'pull-merged-by-other': 8, 'pull-merged-by-author': 5, 'branch-merged': 13, 'made-on-forge': 7, 'applied-by-other': 138, nothing: 2152 },
    ],
  ])('%s', (file, expected) => {
    const rows = new Map(rowsOf(file).map((row) => [row.oid, facts(row)]));
    const [tip] = rows.keys();
    const brought = broughtBy(tip as ObjectId, (id) => rows.get(id)?.parents);
    const counts: Partial<Record<ChangeClass, number>> = {};
    for (const row of rows.values()) {
      const kind = classOf(row, rows.get(brought.get(row.id) ?? ('' as ObjectId)));
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    expect(counts).toEqual(expected);
  });
});
