import { Digest, Instant, type Json, parseJson, Refused } from '../../core/index.ts';
import type { Checkpoint } from '../../ledger/checkpoint.ts';
import { parseEntry } from '../../ledger/entry.ts';
import { EMPTY_ROOT, type Hash, isHash, leafHashOfBytes } from '../../ledger/hash.ts';
import { grow, type Range, rootOf } from '../../ledger/range.ts';
import { TILE_WIDTH } from '../../ledger/tiles.ts';
import { type Expectation, isExpected, isOwn, isUntied } from './expectation.ts';
import { codelogFaults } from './faults.ts';
import { identityOf, type Leaf, leafOf } from './leaf.ts';
import { isTag } from './refs.ts';

/** Something that somebody has to look at. `index`: the entry it is about. */
export interface Alarm {
  readonly code: 'shrank' | 'forked' | 'entries-denied' | 'stalled' | 'unexpected' | 'untied' | 'unreadable' | 'tag-moved' | 'not-cosigned';
  readonly what: string;
  readonly remedy: string;
  readonly index?: number;
  /** Identity of the entry's leaf, or the digest of its bytes where it is none. On the operator's list it settles the alarm. */
  readonly leaf?: Digest;
}

/** What a monitor knows of a log between two readings. */
export interface MonitorState {
  readonly format: 'assay-log-monitor/1';
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  /** The range up to the last whole bundle. */
  readonly whole: Range;
  /** When the log was first seen at this size. */
  readonly since: Instant;
  /** Where each tag was seen, by repository and ref: its object, and the entry. */
  readonly tags: Readonly<Record<string, readonly [string, number]>>;
  /** Alarms about entries that the operator's list does not have yet. */
  readonly open: readonly Alarm[];
}

export const MAX_STATE_CHARS = 64 * 1024 * 1024;
/** So many alarms are kept and shown; the rest are counted by the last of them. */
const MAX_OPEN = 1000;

export function freshState(origin: string, since: Instant): MonitorState {
  return { format: 'assay-log-monitor/1', origin, size: 0, root: EMPTY_ROOT, whole: { size: 0, peaks: [] }, since, tags: {}, open: [] };
}

/** Reads the state that a monitor kept. Throws `Refused` (ASSAY-CODELOG-010): to begin anew would forget what was seen. */
export function readMonitorState(text: string, file: string): MonitorState {
  const value = parseJson(text, file, { bytes: MAX_STATE_CHARS, depth: 8 });
  const state = (typeof value === 'object' && value !== null ? value : {}) as Partial<MonitorState> & { readonly [key: string]: Json };
  const whole = state.whole;
  const sound =
    state.format === 'assay-log-monitor/1' &&
    typeof state.origin === 'string' &&
    Number.isSafeInteger(state.size) &&
    typeof state.root === 'string' &&
    isHash(state.root) &&
    whole !== undefined &&
    Array.isArray(whole.peaks) &&
    whole.peaks.every((peak) => Number.isInteger(peak?.height) && peak.height >= 8 && typeof peak.hash === 'string' && isHash(peak.hash)) &&
    // The peaks are the ones of their size: its ones in binary, from the largest down.
    whole.peaks.reduce((sum, { height }) => sum + 2 ** height, 0) === whole.size &&
    whole.peaks.every(({ height }, i) => i === 0 || height < (whole.peaks[i - 1]?.height ?? 0)) &&
    whole.size === wholeOf(state.size ?? -1) &&
    typeof state.since === 'number' &&
    typeof state.tags === 'object' &&
    Array.isArray(state.open);
  if (sound) return state as MonitorState;
  throw new Refused(
    codelogFaults.fault('010', {
      message: `${file} is not the state of a monitor`,
      file,
      expected: 'assay-log-monitor/1, as a monitor wrote it',
      found: 'something else',
      remedy:
        'Keep it to look into who changed it, and put it back from a copy. Without it a monitor begins at the first entry, and cannot see that a log forked before.',
    }),
  );
}

export function wholeOf(size: number): number {
  return Math.floor(size / TILE_WIDTH) * TILE_WIDTH;
}

/** What of a checkpoint can be said without reading any entry. Nothing said: the entries behind what is known are to be read. */
export function judgeHead(state: MonitorState, { size, root }: Checkpoint): Alarm | undefined {
  if (size < state.size) {
    return {
      code: 'shrank',
      what: `the log shows ${size} entries and showed ${state.size} before`,
      remedy: 'Ask its operator. A copy may be behind for a while; a log that stays smaller than it was took entries away.',
    };
  }
  if (size > state.size || root === state.root) return undefined;
  return forked(size, state.root, root);
}

function forked(size: number, expected: Hash, found: Hash): Alarm {
  return {
    code: 'forked',
    what: `the log of ${size} entries has root ${found}, and had ${expected} before`,
    remedy: 'Keep both checkpoints: signed by one key, they prove that the log shows different people different histories.',
  };
}

export interface Reading {
  /** The index of the first bundle to read. */
  readonly from: number;
  /** The next entry, in order, whoever wrote it. */
  take(bytes: Uint8Array): void;
  /** What was read, once all entries of the checkpoint were taken. Where something is denied, `state` is as it was. */
  finish(head: Checkpoint, now: Instant): { readonly state: MonitorState; readonly alarms: readonly Alarm[]; readonly read: number; readonly foreign: number };
}

/** Reads on from a state. `expectation`: absent, entries are hashed and not judged. */
export function readOn(state: MonitorState, expectation: Expectation | undefined): Reading {
  const growing = grow(state.whole);
  let [size, whole, heldBefore, foreign, left] = [state.whole.size, state.whole, state.whole.size === state.size, 0, 0];
  const tags: Record<string, readonly [string, number]> = { ...state.tags };
  const found: Alarm[] = [];
  const settled = (alarm: Alarm) => expectation !== undefined && alarm.leaf !== undefined && expectation.digests.has(alarm.leaf);
  const raise = (alarm: Alarm | undefined) => {
    if (alarm === undefined || settled(alarm)) return;
    if (found.length + state.open.length < MAX_OPEN) found.push(alarm);
    else left += 1;
  };
  return {
    from: state.whole.size / TILE_WIDTH,
    take(bytes) {
      const index = size;
      growing.push(leafHashOfBytes(bytes), 0);
      size += 1;
      if (size === state.size) heldBefore = rootOf(growing.range()) === state.root;
      if (size % TILE_WIDTH === 0) whole = growing.range();
      if (index < state.size) return;
      const leaf = readEntry(bytes, index);
      if (leaf === undefined) {
        foreign += 1;
        // Of another's form it may be, or of ours and spoilt, so that nobody looks at whose name it is in.
        if (expectation !== undefined) raise(unreadable(index, bytes));
        return;
      }
      raise(judgeTag(leaf, index, tags));
      if (expectation === undefined || isExpected(expectation, leaf)) return;
      if (isOwn(expectation, leaf)) raise(unexpected(leaf, index));
      else if (isUntied(expectation, leaf)) raise(untied(leaf, index));
    },
    finish(head, now) {
      const root = rootOf(growing.range());
      const still = state.open.filter((alarm) => !settled(alarm));
      if (size !== head.size || root !== head.root || !heldBefore) {
        const at = heldBefore ? `${size} entries with root ${root}` : `other entries among the first ${state.size} than it gave before`;
        return { state, alarms: [denied(head, at), ...still], read: 0, foreign: 0 };
      }
      const open = [...still, ...found];
      const since = head.size === state.size ? state.since : now;
      const alarms = left === 0 ? open : [...open, { ...(open.at(-1) as Alarm), what: `${left} further entries are to be looked at` }];
      return { state: { ...state, size, root, whole, since, tags, open }, alarms, read: size - state.size, foreign };
    },
  };
}

function denied(head: Checkpoint, found: string): Alarm {
  return {
    code: 'entries-denied',
    what: `the checkpoint is over ${head.size} entries with root ${head.root}, and the log gives ${found}`,
    remedy: 'Keep the checkpoint and what was given. Read again: a copy may be half written. A log that keeps to it hides what it signed.',
  };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readEntry(bytes: Uint8Array, index: number): Leaf | undefined {
  try {
    const { type, body } = parseEntry(decoder.decode(bytes), index);
    return leafOf(type, body);
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) return undefined; // Not ours, or not even UTF-8: another log may hold anything.
    throw error;
  }
}

function judgeTag(leaf: Leaf, index: number, tags: Record<string, readonly [string, number]>): Alarm | undefined {
  if (leaf.kind !== 'ref' || !isTag(leaf.ref)) return undefined;
  const name = `${leaf.repository} ${leaf.ref}`;
  const before = tags[name];
  tags[name] = [leaf.object, index];
  if (before === undefined || before[0] === leaf.object) return undefined;
  return {
    code: 'tag-moved',
    what: `${leaf.ref} of ${leaf.repository} points to ${leaf.object} by entry ${index}, and pointed to ${before[0]} by entry ${before[1]}`,
    remedy: 'Find out who moved it. Whoever built from the tag before has other code than who builds now.',
    index,
    leaf: identityOf(leaf),
  };
}

function unexpected(leaf: Leaf, index: number): Alarm {
  const what = leaf.kind === 'ref' ? `${leaf.ref} of ${leaf.repository} at ${leaf.object}` : leaf.digest;
  return {
    code: 'unexpected',
    what: `entry ${index} (${leaf.kind}) is in your name and not on your list: ${what}`,
    remedy: 'Find out who entered it. If it is yours, put it on the list; if not, somebody else holds a key or a token of yours.',
    index,
    leaf: identityOf(leaf),
  };
}

function untied(leaf: Leaf, index: number): Alarm {
  const what = leaf.kind === 'ref' ? `${leaf.ref} of ${leaf.repository} at ${leaf.object}` : leaf.digest;
  return {
    code: 'untied',
    what: `entry ${index} (${leaf.kind}) names nothing that your list speaks of, so nobody can say whose it is: ${what}`,
    remedy: 'Find out who entered it, and put it on the list where it is right. Submit with --repository or --by; say under "own" what of these is yours.',
    index,
    leaf: identityOf(leaf),
  };
}

function unreadable(index: number, bytes: Uint8Array): Alarm {
  return {
    code: 'unreadable',
    what: `entry ${index} is not of a form that this version reads`,
    remedy: 'Find out what wrote it. If a newer Assay did, use that one; if nothing of yours did, put its digest on the list as a leaf.',
    index,
    leaf: Digest.of(bytes),
  };
}

/** A log that stands still, or keeps who reads it from what is new. `seen`: the newest moment at which somebody vouched for the checkpoint. */
export function judgeAge(seen: Instant, now: Instant, mostMs: number): Alarm | undefined {
  if (now - seen <= mostMs) return undefined;
  return {
    code: 'stalled',
    what: `the checkpoint is as old as ${Instant.format(seen)}`,
    remedy: 'See whether the log and its witnesses run. Who keeps you from newer checkpoints keeps you from seeing what was entered.',
  };
}
