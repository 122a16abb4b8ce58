import { type Fault, figure, type Instant } from '../core/index.ts';
import type { SignatureState } from '../operations/declared/edge/signature.ts';
import type { MudRead } from '../operations/declared/model.ts';
import { entriesInWords } from '../operations/declared/words.ts';
import type { Account } from '../operations/intake/accounting.ts';
import { wrap } from './help.ts';
import { counted, wholeTable } from './table.ts';

/** One file that was checked; without `read` where it is no MUD file. */
export interface Checked {
  readonly path: string;
  readonly read: MudRead | undefined;
  readonly state: SignatureState | undefined;
  readonly faults: readonly Fault[];
}

export function checkText(checked: readonly Checked[]): string {
  return checked.map(fileText).join('\n\n');
}

function fileText({ path, read, state, faults }: Checked): string {
  const lines: string[] = [];
  const say = (text: string, indent = '') => {
    for (const [i, line] of wrap(text, 98 - indent.length).entries()) lines.push(`${i === 0 ? indent : `${indent}  `}${line}`);
  };
  if (read === undefined) say(`${path}: no MUD file`);
  else {
    const { mud } = read;
    say(`${path}: ${mud.systemInfo ?? mud.url}`);
    say(
      `${mud.url}, of ${mud.lastUpdate === '' ? 'no date' : mud.lastUpdate}, good for ${counted(mud.cacheValidity, 'hour')}${mud.isSupported ? '' : ', no longer supported by its maker'}`,
      '  ',
    );
    const of = [
      ['maker', mud.manufacturer],
      ['model', mud.model],
      ['firmware', mud.firmware],
      ['software', mud.software],
      ['documentation', mud.documentation],
      ['extensions', mud.extensions.length === 0 ? undefined : mud.extensions.join(', ')],
    ].flatMap(([name, value]) => (value === undefined ? [] : `${name} ${value}`));
    if (of.length > 0) say(of.join(', '), '  ');
    const entries = entriesInWords(mud);
    lines.push('', `  ${counted(entries.length, 'entry', 'entries')}; what none of them allows is denied:`);
    for (const entry of entries) say(`- ${entry}`, '  ');
    if (read.recognised.length > 0) lines.push('', '  Recognised, and not judged:');
    for (const text of read.recognised) say(`- ${text}`, '  ');
    if (read.unknown.length > 0) lines.push('', '  Not known, and left aside:');
    for (const at of read.unknown) say(`- ${at}`, '  ');
  }
  if (state !== undefined) {
    lines.push('');
    say(`Signature: ${state.is === 'good' ? `good, by ${state.by}, for whom ${state.trusted} vouches` : `${state.is}: ${state.why}`}`, '  ');
  }
  lines.push('', `  ${faults.length === 0 ? 'No fault.' : `${counted(faults.length, 'fault')}:`}`);
  for (const fault of faults) {
    say(`- ${fault.code} ${fault.field === undefined ? '' : `${fault.field}: `}${fault.message}`, '  ');
    say(`expected ${fault.expected ?? ''}, found ${fault.found ?? 'nothing'}. ${fault.remedy}`, '    ');
  }
  return lines.join('\n');
}

/** What a device said to one peer on one port, and how it was judged. */
export interface Talk {
  readonly verdict: 'allowed' | 'denied' | 'not known';
  readonly outward: boolean;
  readonly peer: string;
  readonly on: string;
  readonly count: number;
  readonly first: Instant;
  readonly last: Instant;
  readonly why: string;
}

export interface Tried {
  readonly file: string;
  readonly url: string;
  readonly device: string;
  readonly allowed: number;
  readonly denied: number;
  readonly notKnown: number;
  readonly detections: number;
  /** Faults of the file. */
  readonly faults: number;
  /** Denied first, then what is not known. */
  readonly talks: readonly Talk[];
  /** Conversations of talks that are not listed. */
  readonly left: number;
  readonly account: Account;
}

export function tryText({ url, device, allowed, denied, notKnown, talks, left, account }: Tried): string {
  const lines = [
    `${device} against ${url}`,
    `${counted(allowed + denied + notKnown, 'conversation')}: ${figure(allowed)} allowed, ${figure(denied)} denied, ${figure(notKnown)} not known; of ${figure(account.offered)} offered.`,
  ];
  if (talks.length === 0) lines.push('', 'Nothing of this device was seen. Check --device, and that its address is of your own networks (--own).');
  else {
    const rows = talks.map((talk) => [talk.verdict, figure(talk.count), `${talk.outward ? 'to' : 'from'} ${talk.peer}`, talk.on, talk.why] as const);
    lines.push('', wholeTable(['verdict', 'times', 'peer', 'on', 'by, or why'], rows));
  }
  if (left > 0) lines.push('', `${figure(left)} more are counted and not listed.`);
  return lines.join('\n');
}
