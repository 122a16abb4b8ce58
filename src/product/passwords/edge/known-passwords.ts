import { hash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Refused } from '../../../core/index.ts';
import { passwordFaults } from '../faults.ts';
import { countInRange, rangeKey } from '../range.ts';
import { knownToAttackers, normalised, refuseWeak } from '../rules.ts';

/** Judges a password that somebody chooses. Throws `Refused` (ASSAY-PASSWORD-001 to -004). */
export interface PasswordJudge {
  refuse(password: string, own: readonly string[]): Promise<void>;
}

/** `list`: a folder of range files (`5BAA6`, `5BAA6.txt`), or one such file, as the range API of Pwned Passwords gives them. Nothing is sent anywhere. */
export function passwordJudge({ list }: { readonly list?: string | undefined }): PasswordJudge {
  if (list !== undefined && !existsSync(list)) throw noList(list, 'nothing');
  let common: Promise<ReadonlySet<string>> | undefined;
  return {
    async refuse(password, own) {
      // Half a megabyte of words: read when the first password is chosen, not at every start.
      common ??= commonPasswords();
      const words = await common;
      refuseWeak(password, { own, isCommon: (text) => words.has(text) });
      if (list !== undefined && isBreached(list, normalised(password))) throw new Refused(knownToAttackers());
    },
  };
}

async function commonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}

function isBreached(list: string, password: string): boolean {
  const { prefix, suffix } = rangeKey(hash('sha1', password, 'hex'));
  const file = fileOf(list, prefix);
  // A range that the operator did not fetch has nothing to say; one that is damaged refuses.
  return file !== undefined && countInRange(readFileSync(file, 'utf8'), suffix, file) > 0;
}

function fileOf(list: string, prefix: string): string | undefined {
  const names = [prefix, `${prefix}.txt`, prefix.toLowerCase(), `${prefix.toLowerCase()}.txt`];
  if (statSync(list).isFile()) return names.includes(basename(list)) ? list : undefined;
  return names.map((name) => join(list, name)).find((file) => existsSync(file));
}

function noList(file: string, found: string): Refused {
  return new Refused(
    passwordFaults.fault('004', {
      message: 'there is no list of breached passwords here',
      file,
      expected: 'a folder of range files, or one range file',
      found,
      remedy: 'Name the folder that they were fetched into, or start without the list.',
    }),
  );
}
