import { resolve } from 'node:path';
import { Digest, Refused } from '../core/index.ts';
import type { Repository } from '../development/git/edge/open.ts';
import type { Register } from '../development/person/register.ts';
import type { ReviewSource } from '../development/review/source.ts';
import { openExport } from '../development/source/edge/export.ts';
import { readGittuf } from '../development/source/edge/gittuf.ts';
import { readNotes } from '../development/source/edge/notes.ts';
import { squashesOf } from '../development/source/edge/squash.ts';
import { sourceFaults } from '../development/source/faults.ts';
import { forgeSource } from '../development/source/forge.ts';
import { GERRIT_REF, gerritSource } from '../development/source/gerrit.ts';
import { readReviewFolder } from '../development/statement/edge/folder.ts';
import { reviewSource } from '../development/statement/review-source.ts';
import type { Arguments, Io, Option } from './command.ts';
import { gittufJson, gittufNotes } from './development-gittuf-text.ts';
import { cliFaults } from './faults.ts';
import { counted } from './table.ts';

/** The options of a command that reads reviews from elsewhere than the commits. */
export const SOURCE_OPTIONS: readonly Option[] = [
  { name: 'statements', kind: 'text', value: 'DIR', about: 'the folder of signed reviews, as review record writes it' },
  { name: 'forge', kind: 'texts', value: 'FILE', about: 'an export of GitHub or GitLab: a file or a folder of answers of the forge; may be repeated' },
  {
    name: 'gerrit-notes',
    kind: 'text',
    value: 'REF',
    about: `the notes of Gerrit, of a ref that nobody but Gerrit may write; without, ${GERRIT_REF} is read where there is one, and binds weakly; none reads none`,
  },
  { name: 'gittuf', kind: 'text', value: 'WORD', about: 'auto (the default) reads the attestations and the log of gittuf where there are some; none does not' },
];

/** What was read besides the commits. */
export interface Sources {
  readonly sources: readonly ReviewSource[];
  /** Said below the answer. */
  readonly notes: readonly string[];
  readonly json: { readonly [name: string]: unknown };
  /** Digests of all of it. */
  readonly inputs: readonly { readonly name: string; readonly digest: Digest }[];
}

export async function sourcesFor(args: Arguments, io: Io, repository: Repository, register: Register): Promise<Sources> {
  const sources: ReviewSource[] = [];
  const notes: string[] = [];
  const json: { [name: string]: unknown } = {};
  const inputs: { name: string; digest: Digest }[] = [];
  const statements = args.text('statements');
  if (statements !== undefined) {
    const { reviews, refused } = readReviewFolder(resolve(io.cwd, statements));
    sources.push(reviewSource(reviews, register));
    notes.push(`${statements} has ${counted(reviews.length, 'signed review')}.`);
    notes.push(...refused.slice(0, 10).map(({ file, faults }) => `${file} proves nothing: ${faults[0]?.message ?? ''} (${faults[0]?.code ?? ''}).`));
    if (refused.length > 10) notes.push(`${counted(refused.length - 10, 'further file')} that prove nothing, with --json.`);
    json['statements'] = { folder: statements, read: reviews.map(({ file, digest, key }) => ({ file, digest, key })), refused };
    inputs.push({ name: 'statements', digest: Digest.of(reviews.map(({ digest }) => digest).join('\n')) });
  }
  const exports = args.texts('forge').map((path) => openExport(resolve(io.cwd, path), path));
  const squashes = await squashesOf(repository, exports);
  for (const one of exports) {
    sources.push(forgeSource(one, squashes));
    inputs.push({ name: 'export', digest: one.digest });
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
  await fromRepository(args, io, repository, { sources, notes, json, inputs });
  return { sources, notes, json, inputs };
}

interface Gathered {
  readonly sources: ReviewSource[];
  readonly notes: string[];
  readonly json: { [name: string]: unknown };
  readonly inputs: { name: string; digest: Digest }[];
}

/** What stands in the repository itself, beside its branches. */
async function fromRepository(args: Arguments, io: Io, repository: Repository, { sources, notes, json, inputs }: Gathered): Promise<void> {
  const ref = args.text('gerrit-notes') ?? GERRIT_REF;
  const gerrit = ref === 'none' ? undefined : await readNotes(repository, ref);
  if (gerrit !== undefined) {
    sources.push(gerritSource(gerrit.notes, args.text('gerrit-notes') !== undefined));
    notes.push(`${ref} has ${counted(gerrit.notes.size, 'note')} of Gerrit. They are not signed: whoever may push that ref writes them.`);
    inputs.push({ name: 'gerrit-notes', digest: Digest.of(gerrit.commit) });
    json['gerrit'] = { ref, commit: gerrit.commit, notes: gerrit.notes.size, other: gerrit.other };
  } else if (ref !== 'none' && args.text('gerrit-notes') !== undefined) {
    throw new Refused(
      sourceFaults.fault('004', {
        message: `the repository has no ${ref}`,
        expected: 'a ref of notes',
        found: 'none',
        remedy: 'Fetch it with: git fetch origin refs/notes/review:refs/notes/review',
      }),
    );
  }
  const word = args.text('gittuf') ?? 'auto';
  if (word !== 'auto' && word !== 'none')
    throw new Refused(
      cliFaults.fault('005', {
        message: '--gittuf takes another value',
        expected: 'auto or none',
        found: word,
        remedy: 'Leave it away to read what is there.',
      }),
    );
  const gittuf = word === 'none' ? undefined : await readGittuf(repository, io.now());
  if (gittuf === undefined) return;
  sources.push(gittuf.source);
  inputs.push({ name: 'gittuf', digest: Digest.of(gittuf.tips.join('\n')) });
  notes.push(...gittufNotes(gittuf));
  json['gittuf'] = gittufJson(gittuf);
}
