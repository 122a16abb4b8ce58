import { gitBytes } from '../../git/edge/child.ts';
import type { Repository } from '../../git/edge/open.ts';
import { objectsOf } from '../../git/edge/read.ts';
import type { TreeChange } from '../../git/merge.ts';
import { isObjectId, type ObjectId } from '../../git/object.ts';
import { textOf } from '../../git/text.ts';
import { opaque } from '../binary.ts';
import { runAtBuild } from '../build-file.ts';
import { type BrokenCheck, checksIn, holdsChecks, newlyBroken } from '../check.ts';
import { SIGNAL_LIMITS } from '../limits.ts';

export interface Content {
  readonly broken: readonly { readonly change: TreeChange; readonly check: BrokenCheck }[];
  readonly opaque: readonly { readonly change: TreeChange; readonly kind: 'binary' | 'dense' }[];
  /** Files that were looked into, and checks of the build in them. */
  readonly files: number;
  readonly checks: number;
  /** Files over a bound of their own, over the bounds of all, and those that this copy lacks. */
  readonly long: number;
  readonly over: number;
  readonly missing: number;
}

/** Looks into the files that the release changes, those first that are run when it is built. Throws `Refused` (ASSAY-GIT-002, -003, -007, -008). */
export async function lookInto(repository: Repository, changes: readonly TreeChange[]): Promise<Content> {
  const files = changes.filter(({ mode }) => (mode.after & 0o170000) === 0o100000);
  const rank = ({ path }: TreeChange) => (holdsChecks(path) ? 0 : runAtBuild(path) ? 1 : 2);
  const sorted = files.toSorted((a, b) => rank(a) - rank(b));
  const sizes = await sizesOf(
    repository,
    sorted.slice(0, SIGNAL_LIMITS.files).flatMap((one) => (holdsChecks(one.path) ? [one.after, one.before] : [one.after])),
  );
  let [room, long, over, missing] = [SIGNAL_LIMITS.allBytes as number, 0, 0, 0];
  const chosen: TreeChange[] = [];
  for (const [at, change] of sorted.entries()) {
    const size = sizes.get(change.after);
    if (at >= SIGNAL_LIMITS.files) over += 1;
    else if (size === undefined) missing += 1;
    else if (size > SIGNAL_LIMITS.fileBytes) long += 1;
    else if (size > room) over += 1;
    else {
      room -= size;
      chosen.push(change);
    }
  }
  const before = await textsOf(
    repository,
    chosen.flatMap((one) => (holdsChecks(one.path) && (sizes.get(one.before) ?? Number.POSITIVE_INFINITY) <= SIGNAL_LIMITS.fileBytes ? [one.before] : [])),
  );
  const places = Map.groupBy(chosen, ({ after }) => after);
  const [broken, shut]: [Content['broken'][number][], Content['opaque'][number][]] = [[], []];
  let checks = 0;
  await eachBlob(repository, [...places.keys()], (id, bytes) => {
    const kind = opaque(bytes);
    for (const change of places.get(id) ?? []) {
      if (kind !== undefined) shut.push({ change, kind });
      else if (holdsChecks(change.path)) {
        const text = textOf(bytes);
        checks += checksIn(text).length;
        for (const check of newlyBroken(before.get(change.before) ?? '', text)) broken.push({ change, check });
      }
    }
  });
  return { broken, opaque: shut, files: chosen.length, checks, long, over, missing };
}

async function textsOf(repository: Repository, ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, string>> {
  const texts = new Map<ObjectId, string>();
  await eachBlob(repository, [...new Set(ids)], (id, bytes) => texts.set(id, textOf(bytes)));
  return texts;
}

async function eachBlob(repository: Repository, ids: readonly ObjectId[], take: (id: ObjectId, bytes: Uint8Array) => void): Promise<void> {
  if (ids.length === 0) return;
  for await (const answers of objectsOf(repository, ids)) for (const answer of answers) if (answer.kind === 'blob') take(answer.id, answer.bytes);
}

const SIZES = 16 * 1024 * 1024;

/** How long each of these files is; those that this copy does not have are not in it. Throws as above. */
async function sizesOf(repository: Repository, ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, number>> {
  const asked = [...new Set(ids)].map((id) => `${id}\n`).join('');
  const { bytes } = await gitBytes(repository.gitDir, ['cat-file', '--batch-check=%(objecttype) %(objectname) %(objectsize)', '--buffer'], asked, SIZES);
  const sizes = new Map<ObjectId, number>();
  for (const [, id = '', size] of textOf(bytes).matchAll(/^blob ([0-9a-f]+) (\d{1,15})$/gm)) if (isObjectId(id)) sizes.set(id, Number(size));
  return sizes;
}
