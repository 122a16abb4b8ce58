import { extname, resolve } from 'node:path';
import { reportText } from '../business/import/encoding.ts';
import { compareSides } from '../business/review/edge/compare.ts';
import { readItems } from '../business/review/edge/items.ts';
import { reviewFaults } from '../business/review/faults.ts';
import { kindOf } from '../business/review/kinds.ts';
import { mediaTypeOf } from '../business/review/media.ts';
import type { AnswerMethod, Figure, Figures, Raw, Review } from '../business/review/model.ts';
import { decisionFigures, decisionsOf, figuresFrom, itemsGone } from '../business/review/tables.ts';
import { reviewsOf } from '../business/review/views.ts';
import { canonicalJson, Digest, type Instant, isInstantText, Refused } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import { readFileBytes } from '../map/edge/files.ts';
import { decided, option, shown, withReviews } from './business-review-ledger.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { needed } from './parse.ts';
import { instantNamed } from './past.ts';

const MAX_FILE = 64 * 1024 * 1024;

interface Brought {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

/** What somebody brings for a task: their word, a table that is read, or a restore whose two sides are compared here. */
export async function answerReview(args: Arguments, io: Io, usage: { readonly noun: string; readonly verb: string; readonly usage: string }): Promise<Outcome> {
  const id = needed(args, 1, 'a review', usage);
  const task = needed(args, 2, 'a task of it', usage);
  const by = option(args, 'by');
  const file = args.text('file');
  const brought = file === undefined ? undefined : fileText(file);
  const sides = args.text('original') === undefined && args.text('restored') === undefined ? undefined : sidesOf(args, io);
  const observed = args.text('observed-at');
  const at = io.now();
  return withReviews(args, io, 'continue', async ({ view, ledger, dataDir, map }) => {
    const state = reviewsOf(view);
    const review = state.get(id);
    const declared = kindOf(review?.kind ?? '')?.tasks.find((one) => one.id === task);
    let figures: Figures = givenFigures(args, { ...declared?.further, ...declared?.figures });
    let method: AnswerMethod = 'attestation';
    const files: Brought[] = brought === undefined ? [] : [brought];
    let raw: Raw | undefined = brought === undefined ? undefined : { digest: brought.digest, mediaType: brought.mediaType };
    if (declared?.table !== undefined && brought?.mediaType === 'text/csv' && review !== undefined) {
      figures = drawn(review, task, brought, figures, { dataDir, at });
      // What somebody decided is their word, also where Assay counts it.
      if (task !== 'decisions') method = 'import';
    }
    if (sides !== undefined && declared !== undefined && declared.drill === undefined) throw noSides(task);
    if (sides !== undefined && declared !== undefined) {
      const { first, bytes: size, ...counts } = compareSides(...sides);
      const log = brought?.digest;
      figures = { ...figures, ...counts, ...(log === undefined ? {} : { log }) };
      const told = {
        assay: 'comparison/1',
        ...counts,
        bytes: size,
        first: first.map(({ path, how }) => ({ path, how })),
        ...(log === undefined ? {} : { log }),
      };
      const report = Buffer.from(`${canonicalJson(told)}\n`);
      files.push({ bytes: report, digest: Digest.of(report) });
      raw = { digest: Digest.of(report), mediaType: 'application/json' };
      method = 'drill';
    }
    const observedAt = observed === undefined ? at : instantNamed(observed);
    const { drafts, next } = decided(
      { type: 'answer', at, review: id, task, by, observedAt, figures, method, ...(raw === undefined ? {} : { raw }) },
      state,
      map,
    );
    for (const { bytes, digest } of files) keepRaw(dataDir, bytes, digest);
    await ledger.append(drafts);
    return shown(id, next, at);
  });
}

function drawn(
  review: Review,
  task: string,
  { text, file }: { readonly text: string; readonly file: string },
  given: Figures,
  { dataDir, at }: { readonly dataDir: string; readonly at: Instant },
): Figures {
  if (task !== 'decisions') return figuresFrom(task, text, file, given, at);
  const items = review.items === undefined ? undefined : readItems(dataDir, review.id, review.items);
  if (items === undefined) throw itemsGone(review.id);
  return decisionFigures(decisionsOf(text, file, items), items.length);
}

function noSides(task: string): Refused {
  return new Refused(
    reviewFaults.fault('013', {
      message: `the task ${task} compares no two sides`,
      expected: 'the task restore of a restore test',
      found: task,
      remedy: 'Leave --original and --restored out, or name the restore test.',
    }),
  );
}

function sidesOf(args: Arguments, io: Io): [original: string, restored: string] {
  return [resolve(io.cwd, option(args, 'original')), resolve(io.cwd, option(args, 'restored'))];
}

function givenFigures(args: Arguments, declared: Readonly<Record<string, string>>): Figures {
  const entries = args.texts('figure').map((text): [string, Figure] => {
    const [name = '', ...rest] = text.split('=');
    const value = rest.join('=');
    const kind = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (kind === 'count' && /^\d{1,10}$/.test(value)) return [name, Number(value)];
    if (kind === 'yes-or-no' && /^(?:yes|no)$/.test(value)) return [name, value === 'yes'];
    if ((kind === 'moment' || kind === 'target') && isInstantText(`${value}T00:00:00Z`)) return [name, `${value}T00:00:00Z`];
    // Further ones of the same name would overwrite one another; a list is drawn from a table, or is of one.
    if (kind === 'durations') return [name, value === '' ? [] : value.split('+')];
    return [name, value];
  });
  return Object.fromEntries(entries);
}

/** A file that is brought along: a table as text, whatever else by its bytes alone. */
export function fileText(file: string) {
  const bytes = readFileBytes(file, { bytes: MAX_FILE });
  const extension = extname(file).toLowerCase();
  const mediaType = mediaTypeOf(extension);
  return { file, bytes, digest: Digest.of(bytes), mediaType, text: extension === '.csv' ? reportText(bytes, file) : '' };
}
