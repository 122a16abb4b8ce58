import type { Outcome } from './model.ts';

/** What `gpg --status-fd` said of one file, line by line (doc/DETAILS of GnuPG), without the prefix. */
export type GpgLines = readonly string[];

const PREFIX = '[GNUPG:] ';

/** The lines of each file of `gpg --verify-files`, by the file's name. A file without its end is not among them: gpg stopped within it. */
export function linesByFile(text: string): ReadonlyMap<string, GpgLines> {
  const found = new Map<string, GpgLines>();
  let open: { readonly name: string; readonly lines: string[] } | undefined;
  for (const raw of text.split('\n')) {
    if (!raw.startsWith(PREFIX)) continue;
    const line = raw.slice(PREFIX.length);
    const [, name] = /^FILE_START \d+ (.*)$/.exec(line) ?? [];
    if (name !== undefined) open = { name, lines: [] };
    else if (line === 'FILE_DONE') {
      if (open !== undefined) found.set(open.name, open.lines);
      open = undefined;
    } else open?.lines.push(line);
  }
  return found;
}

/** The lines of a run on one file. */
export function linesOf(text: string): GpgLines {
  return text
    .split('\n')
    .filter((line) => line.startsWith(PREFIX))
    .map((line) => line.slice(PREFIX.length));
}

// Of OpenPGP's digests those of which two of a kind were made, or nearly: MD5, SHA-1, RIPEMD-160.
const WEAK_HASHES = ['1', '2', '3'];
const SAID = /^(GOODSIG|BADSIG|EXPSIG|EXPKEYSIG|REVKEYSIG|ERRSIG|VALIDSIG|NO_PUBKEY|KEYEXPIRED|NODATA|BADARMOR|UNEXPECTED|FAILURE)(?: (.*))?$/;
const [UNKNOWN_ALGORITHM, NO_KEY] = ['4', '9'];

/** What gpg's answer about one signature means. Whose the key is, is for `judgeSignature`. Pure; the names in it are whoever's who made the key. */
export function gpgOutcome(lines: GpgLines): Outcome {
  const said = lines.flatMap((line) => {
    const [, word, rest = ''] = SAID.exec(line) ?? [];
    return word === undefined ? [] : [{ word, parts: rest.split(' ') }];
  });
  const of = (word: string) => said.filter((one) => one.word === word);
  const [bad] = of('BADSIG');
  if (bad !== undefined) return { kind: 'broken', reason: 'bytes-do-not-match', ...claim(bad.parts[0]) };
  const [error] = of('ERRSIG');
  const good = said.filter(({ word }) => ['GOODSIG', 'EXPSIG', 'EXPKEYSIG', 'REVKEYSIG'].includes(word));
  const valid = of('VALIDSIG');
  if (good.length + of('ERRSIG').length > 1 || valid.length > 1) return { kind: 'unchecked', reason: 'several-signatures', ...claim(good[0]?.parts[0]) };
  if (error !== undefined) {
    const why = error.parts[5];
    const key = claim(error.parts[0]);
    if (why === NO_KEY) return { kind: 'unchecked', reason: 'key-not-given', ...key };
    if (why === UNKNOWN_ALGORITHM) return { kind: 'unchecked', reason: 'algorithm-not-accepted', ...key, found: `algorithm ${error.parts[1]}` };
    return { kind: 'unchecked', reason: 'tool-failed', ...key, found: `gpg says ${why}` };
  }
  const [only] = good;
  const [proof] = valid;
  if (only === undefined || proof === undefined) {
    return of('NODATA').length + of('BADARMOR').length + of('UNEXPECTED').length > 0
      ? { kind: 'broken', reason: 'unreadable' }
      : { kind: 'unchecked', reason: 'tool-failed', found: 'no answer' };
  }
  // VALIDSIG: fingerprint, day, made, ends, version, reserved, algorithm, digest, class, fingerprint of the primary key.
  const [id = '', , made, , , , , hash = '', , primary] = proof.parts;
  const ended = of('KEYEXPIRED').map(({ parts }) => Number(parts[0]));
  return {
    kind: 'holds',
    key: {
      format: 'openpgp',
      id,
      primary: primary ?? id,
      made: Number(made),
      // The earliest of those that gpg names counts: a subkey ends with its primary key.
      ...(ended.length === 0 || ended.some((one) => !Number.isSafeInteger(one)) ? {} : { keyEnds: Math.min(...ended) }),
      keyEnded: only.word === 'EXPKEYSIG',
      revoked: only.word === 'REVKEYSIG',
      signatureEnded: only.word === 'EXPSIG',
      weakHash: WEAK_HASHES.includes(hash),
    },
  };
}

function claim(key: string | undefined): { readonly claimed?: string } {
  return key !== undefined && /^[0-9A-F]{16,64}$/.test(key) ? { claimed: key } : {};
}
