import { appendFileSync, closeSync, constants, fsyncSync, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { Digest, Refused } from '../../../core/index.ts';
import { type Expectation, expectedLine, joined, readExpectation } from '../expectation.ts';
import { codelogFaults } from '../faults.ts';
import type { Leaf } from '../leaf.ts';

const LIST_BYTES = 512 * 1024 * 1024;
const FILE_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 100_000;

/** Reads what an operator expects: a list (`.ndjson`), or a folder of lists and of the very files that were submitted. Throws `Refused` (ASSAY-CODELOG-005). */
export function readExpected(path: string): Expectation {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return listAt(path, found.size);
  if (found?.isDirectory() !== true) throw cannot(path, 'a list, or a folder of lists and submitted files', 'neither');
  const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
  if (entries.length > MOST_FILES) throw cannot(path, `at most ${MOST_FILES} files`, `${entries.length}`);
  return joined(
    entries.map(({ name }) => {
      const file = `${path}/${name}`;
      const { size } = lstatSync(file);
      if (name.endsWith('.ndjson')) return listAt(file, size);
      if (size > FILE_BYTES) throw cannot(file, `at most ${FILE_BYTES} bytes`, `${size}`);
      return { digests: new Set([Digest.of(readFileSync(file))]), repositories: new Set(), by: new Set(), signers: new Set() };
    }),
  );
}

function listAt(file: string, size: number): Expectation {
  if (size > LIST_BYTES) throw cannot(file, `at most ${LIST_BYTES} bytes`, `${size}`);
  return readExpectation(readFileSync(file, 'utf8'), file);
}

/** Puts leaves on a list, durably. To be called before they are entered: killed in between, the list has one more and the monitor is quiet about nothing. */
export function expect(file: string, leaves: readonly Leaf[]): void {
  const handle = openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    appendFileSync(handle, leaves.map(expectedLine).join(''));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function cannot(file: string, expected: string, found: string): Refused {
  return new Refused(
    codelogFaults.fault('005', {
      message: `${file} is not ${expected}`,
      file,
      expected,
      found,
      remedy: 'Name the list that assay development log submit --expect wrote, or a folder of such.',
    }),
  );
}
