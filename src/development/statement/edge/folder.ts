import { type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, type Fault, Refused } from '../../../core/index.ts';
import { nodeCrypto } from '../../signature/edge/crypto.ts';
import { statementFaults } from '../faults.ts';
import { STATEMENT_LIMITS } from '../limits.ts';
import { readReview, type SignedReview } from '../review-read.ts';
import { verifySignature } from './signatures.ts';

const FILES = 100_000;
const ENDING = '.dsse.json';

/** Reviews of a folder that were read, and of the other files why not. */
export interface ReviewFolder {
  readonly reviews: readonly SignedReview[];
  readonly refused: readonly { readonly file: string; readonly faults: readonly Fault[] }[];
}

/**
 * Reads every `*.dsse.json` of a folder, in the order of their names; links are not followed. A file that is no signed review is told of and proves nothing, so that nobody
 * stops a release by putting one there. Throws `Refused` (ASSAY-STATEMENT-012).
 */
export function readReviewFolder(folder: string): ReviewFolder {
  const entries = listed(folder).filter((entry) => entry.isFile() && entry.name.endsWith(ENDING));
  if (entries.length > FILES) throw new Refused(noFolder(folder, `at most ${FILES} statements`, `${entries.length}`));
  const crypto = nodeCrypto();
  const reviews: SignedReview[] = [];
  const refused: { file: string; faults: readonly Fault[] }[] = [];
  for (const { name } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    try {
      reviews.push(readReview(bytesOf(join(folder, name)), name, verifySignature, crypto));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push({ file: name, faults: error.faults });
    }
  }
  return { reviews, refused };
}

/** Writes a statement into a folder, named by its digest, and never over another. Gives the name. Throws `Refused` (ASSAY-STATEMENT-009, -012). */
export function writeReview(folder: string, text: string): string {
  const name = `${Digest.of(text).slice('sha256:'.length)}${ENDING}`;
  const file = join(folder, name);
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Refused(noFolder(folder, 'a folder', 'a file'));
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // The same statement, made again in the same moment, is there already.
    if (readFileSync(file, 'utf8') !== text) {
      throw new Refused(
        statementFaults.fault('009', {
          message: 'a file of that name stands there already, and is not this statement',
          file,
          expected: 'no such file',
          found: 'one with other bytes',
          remedy: 'Look at who put it there, and move it away.',
        }),
      );
    }
  }
  return name;
}

function listed(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new Refused(noFolder(folder, 'a folder of signed reviews', (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such folder' : 'something else'));
  }
}

function bytesOf(file: string): Uint8Array {
  const { size } = statSync(file);
  if (size <= STATEMENT_LIMITS.envelope) return readFileSync(file);
  throw new Refused(
    statementFaults.fault('002', {
      message: `${file} is more than Assay reads`,
      file,
      expected: `at most ${STATEMENT_LIMITS.envelope} bytes`,
      found: `${size}`,
      remedy: 'Take the file out of the folder.',
    }),
  );
}

function noFolder(folder: string, expected: string, found: string): Fault {
  return statementFaults.fault('012', {
    message: `${folder} holds no reviews that could be read`,
    file: folder,
    expected,
    found,
    remedy: 'Name the folder that review record writes into.',
  });
}
