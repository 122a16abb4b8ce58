import { sameBytes } from '../../core/der/hex.ts';
import { bytesOfBase64 } from '../statement/base64.ts';
import type { LogEntryProof } from './bundle.ts';
import type { TrustedLog } from './trusted-root.ts';

const SIZE = /^(?:0|[1-9]\d{0,18})$/;
const SIGNATURE = /^\u2014 (\S+) (\S+)$/;

/**
 * What is wrong with the checkpoint of a proof before any key is asked, or nothing. C2SP tlog-checkpoint: origin, size and root, one a line and none empty, an empty line, and
 * signatures as signed notes have them. The library reads it leniently and does not hold it against the rest of the proof.
 */
export function checkpointWrong(note: string, proof: LogEntryProof, log: TrustedLog): string | undefined {
  const end = note.indexOf('\n\n');
  if (end === -1 || !note.endsWith('\n')) return 'the checkpoint has no signatures behind an empty line';
  const lines = note.slice(0, end).split('\n');
  const [origin = '', size = '', encoded = ''] = lines;
  if (lines.length < 3 || lines.some((line) => line === '')) return 'the checkpoint has no origin, size and root hash, one a line';
  if (!SIZE.test(size)) return 'the second line of the checkpoint is no size of a tree';
  const root = bytesOfBase64(encoded);
  if (root?.length !== 32) return 'the third line of the checkpoint is no root hash of 32 bytes';
  if (BigInt(size) !== proof.size) return `the checkpoint is of a tree of ${size} entries, and the proof of one of ${proof.size}`;
  if (!sameBytes(root, proof.root)) return 'the checkpoint has another root hash than the proof';
  const signatures = note.slice(end + 2, -1).split('\n');
  const names = signatures.map((line) => SIGNATURE.exec(line));
  if (names.some((found) => found === null)) return 'a line of the checkpoint is no signature of a signed note';
  // The library takes any piece of the log's address for its name.
  const own = namesOf(log.baseUrl);
  if (!names.some((found) => own.includes(found?.[1] ?? ''))) return `no signature of the checkpoint is in the name of the log, ${own[0]}`;
  // Rekor writes its tree's number behind the name, ` - 2605736670972794746`.
  if (!own.some((name) => origin === name || origin.startsWith(`${name} - `))) return `the origin of the checkpoint is not the log, ${own[0]}`;
  return undefined;
}

function namesOf(baseUrl: string): readonly string[] {
  const name = baseUrl.replace(/^[a-z]+:\/\//, '').replace(/\/+$/, '');
  return [...new Set([name, name.split('/')[0] ?? name])];
}
