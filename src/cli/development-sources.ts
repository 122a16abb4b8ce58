import { resolve } from 'node:path';
import type { Repository } from '../development/git/edge/open.ts';
import type { Register } from '../development/person/register.ts';
import type { ReviewSource } from '../development/review/source.ts';
import { openExport } from '../development/source/edge/export.ts';
import { forgeSource } from '../development/source/forge.ts';
import { readReviewFolder } from '../development/statement/edge/folder.ts';
import { reviewSource } from '../development/statement/review-source.ts';
import type { Arguments, Io, Option } from './command.ts';
import { counted } from './table.ts';

/** The options of a command that reads reviews from elsewhere than the commits. */
export const SOURCE_OPTIONS: readonly Option[] = [
  { name: 'statements', kind: 'text', value: 'DIR', about: 'the folder of signed reviews, as review record writes it' },
  { name: 'forge', kind: 'texts', value: 'FILE', about: 'an export of GitHub or GitLab: a file or a folder of answers of the forge; may be repeated' },
];

/** What was read besides the commits. */
export interface Sources {
  readonly sources: readonly ReviewSource[];
  /** Said below the answer. */
  readonly notes: readonly string[];
  readonly json: { readonly [name: string]: unknown };
}

export async function sourcesFor(args: Arguments, io: Io, _repository: Repository, register: Register): Promise<Sources> {
  const sources: ReviewSource[] = [];
  const notes: string[] = [];
  const json: { [name: string]: unknown } = {};
  const statements = args.text('statements');
  if (statements !== undefined) {
    const { reviews, refused } = readReviewFolder(resolve(io.cwd, statements));
    sources.push(reviewSource(reviews, register));
    notes.push(`${statements} has ${counted(reviews.length, 'signed review')}.`);
    notes.push(...refused.slice(0, 10).map(({ file, faults }) => `${file} proves nothing: ${faults[0]?.message ?? ''} (${faults[0]?.code ?? ''}).`));
    if (refused.length > 10) notes.push(`${counted(refused.length - 10, 'further file')} that prove nothing, with --json.`);
    json['statements'] = { folder: statements, read: reviews.map(({ file, digest, key }) => ({ file, digest, key })), refused };
  }
  const exports = args.texts('forge').map((path) => openExport(resolve(io.cwd, path), path));
  for (const one of exports) {
    sources.push(forgeSource(one));
    const when = one.newest === undefined ? 'No moment stands in it.' : `Its newest moment is ${one.newest}.`;
    notes.push(
      `${one.name} has ${counted(one.requests.length, 'pull or merge request')} (${one.digest.slice(0, 19)}). It is not signed, and does not say who exported it. ${when}`,
    );
  }
  if (exports.length > 0)
    json['exports'] = exports.map(({ name, digest, requests, newest }) => ({
      name,
      digest,
      requests: requests.length,
      ...(newest === undefined ? {} : { newest }),
    }));
  return { sources, notes, json };
}
