import type { Instant } from '../../../core/index.ts';
import type { Answer, Machine, Sort } from './machine.ts';
import type { Row } from './record.ts';

/** What the answers of one machine show of one thing. `undefined` where it was not asked. */
export type Judged = { readonly value: boolean; readonly at: Instant } | { readonly why: string } | undefined;

function answersTo(machine: Machine, ...sorts: readonly Sort[]): readonly Answer[] {
  return machine.answers.filter(({ sort }) => sort !== undefined && sorts.includes(sort));
}

const flag = (row: Row, column: string): string => (row.get(column) ?? '').trim().toLowerCase();
const isYes = (word: string) => word === '1' || word === 'true' || word === 'on' || word === 'yes';
const isNo = (word: string) => word === '0' || word === 'false' || word === 'off' || word === 'no';

/** Devices that hold nothing by themselves, or lie in memory or in a drive that takes discs. */
const NO_DISK = /^(?:\/dev\/)?(?:loop|ram|zram|sr|fd|nbd)\d*/;

/**
 * Whether the disks are encrypted. The disk of the system decides where the answer says which one that is; else all of them must be, since the encrypted one may be
 * the empty one.
 */
export function disksOf(machine: Machine): Judged {
  const answers = answersTo(machine, 'disks', 'bitlocker');
  if (answers.length === 0) return undefined;
  const verdicts = answers.map((answer): Judged => {
    if (answer.error !== undefined) return { why: answer.error };
    const disks = answer.rows.filter((row) => !NO_DISK.test(flag(row, 'name')));
    const root = disks.filter(
      (row) => ['path', 'mount_point', 'mountpoint', 'mounted'].some((column) => flag(row, column) === '/') || flag(row, 'drive_letter') === 'c:',
    );
    const asked = root.length > 0 ? root : disks;
    if (asked.length === 0) return { why: 'the machine named no disk' };
    const each = asked.map(diskOf);
    if (each.every((one) => one === false) || (root.length > 0 && each.includes(false))) return { value: false, at: answer.at };
    if (!each.every((one) => one === true)) return { why: 'of some of its disks it is not said that they are encrypted' };
    return answer.whole ? { value: true, at: answer.at } : { why: 'the log does not begin with what there was' };
  });
  return worst(verdicts);
}

function diskOf(row: Row): boolean | undefined {
  const protection = flag(row, 'protection_status');
  if (protection !== '') {
    if (protection === '0') return false;
    const conversion = flag(row, 'conversion_status');
    const percentage = flag(row, 'percentage_encrypted');
    // Protection on, and every sector written anew: until then what lay there can be read.
    return protection === '1' && (conversion === '' || conversion === '1') && (percentage === '' || percentage === '100') ? true : undefined;
  }
  const vault = flag(row, 'filevault_status');
  const encrypted = flag(row, 'encrypted');
  const status = flag(row, 'encryption_status');
  if (vault === 'off' || isNo(encrypted) || status === 'not encrypted') return false;
  return vault === 'unknown' || status === 'undefined' ? undefined : isYes(encrypted) || (encrypted === '' && vault === 'on') ? true : undefined;
}

/** Managed, nobody works as administrator, and only approved programs run: all three, each by an answer. */
export function hardeningOf(machine: Machine): Judged {
  const managed = each(answersTo(machine, 'managed'), 'enrolled');
  const control = worst([
    each(answersTo(machine, 'gatekeeper'), 'assessments_enabled'),
    ...answersTo(machine, 'santa').map((answer): Judged => {
      if (answer.error !== undefined) return { why: answer.error };
      const modes = answer.rows.map((row) => flag(row, 'client_mode'));
      if (modes.length === 0) return { why: 'it did not say in which mode programs are let run' };
      return { value: modes.every((mode) => mode === 'lockdown' || mode === '2'), at: answer.at };
    }),
  ]);
  const admins = worst(
    answersTo(machine, 'admins').map((answer): Judged => {
      if (answer.error !== undefined) return { why: answer.error };
      const people = answer.rows.filter((row) => !['root', 'administrator', ''].includes(flag(row, 'username') || flag(row, 'user') || flag(row, 'name')));
      if (people.length > 0) return { value: false, at: answer.at };
      return answer.whole ? { value: true, at: answer.at } : { why: 'the log does not begin with what there was' };
    }),
  );
  const all = [managed, admins, control];
  if (all.every((one) => one === undefined)) return undefined;
  const ill = all.find((one) => one !== undefined && 'value' in one && !one.value);
  if (ill !== undefined) return ill;
  const missing = ['whether it is managed', 'who is administrator', 'whether only approved programs run'].filter((_, i) => all[i] === undefined);
  if (missing.length > 0) return { why: `it was not asked ${missing.join(', ')}` };
  return worst(all);
}

/** One column that all rows must affirm. */
function each(answers: readonly Answer[], column: string): Judged {
  return worst(
    answers.map((answer): Judged => {
      if (answer.error !== undefined) return { why: answer.error };
      const words = answer.rows.map((row) => flag(row, column));
      if (words.length === 0) return { why: 'it gave no answer' };
      if (words.some(isNo)) return { value: false, at: answer.at };
      return words.every(isYes) ? { value: true, at: answer.at } : { why: 'its answer says neither yes nor no' };
    }),
  );
}

/** Ill, else what could not be told, else good and as old as the oldest. */
function worst(all: readonly Judged[]): Judged {
  const there = all.flatMap((one) => one ?? []);
  const ill = there.find((one) => 'value' in one && !one.value);
  const mute = there.find((one) => 'why' in one);
  if (ill !== undefined) return ill;
  if (mute !== undefined) return mute;
  return there.reduce<Judged>((oldest, one) => (oldest !== undefined && 'at' in oldest && 'at' in one && oldest.at < one.at ? oldest : one), undefined);
}
