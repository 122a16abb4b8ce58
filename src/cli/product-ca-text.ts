import type { Lists } from '../product/ca/edge/lists.ts';
import type { AuthorityStatus, CaStatus } from '../product/ca/edge/status.ts';
import type { Profile } from '../product/ca/model.ts';
import { wrap } from './help.ts';
import { counted, table } from './table.ts';

/** How the authority stands, answer first. */
export function statusText(status: CaStatus): string {
  const { authorities, links, problems, notes } = status;
  const answer =
    problems.length === 0 ? `The authority is in order as of ${status.at}.` : `${counted(problems.length, 'thing')} to see to, as of ${status.at}:`;
  return [
    answer,
    ...problems.flatMap(({ what, remedy }) => [...wrapped(what, '  - '), `      ${remedy}`]),
    ...(notes.length === 0 ? [] : ['', ...notes.flatMap((note) => wrapped(note, ''))]),
    ...authorities.flatMap((each) => ['', ...authorityLines(each)]),
    ...(links.length === 0 ? [] : ['', 'Links between roots:', ...links.map(linkLine)]),
  ].join('\n');
}

const WIDTH = 100;

/** The text in lines that fit, the first after `mark`, the others below its letters. */
function wrapped(text: string, mark: string): readonly string[] {
  return wrap(text, WIDTH - mark.length).map((line, i) => `${i === 0 ? mark : ' '.repeat(mark.length)}${line}`);
}

function authorityLines(each: AuthorityStatus): readonly string[] {
  const line = (name: string, value: string) => `  ${name.padEnd(13)} ${value}`;
  return [
    `${each.id}${each.replacedBy === undefined ? '' : `, replaced by ${each.replacedBy}`}${each.revokedAt === undefined ? '' : `, revoked ${each.revokedAt}`}`,
    line('subject', each.subject),
    line('serial', each.serial),
    line('key', `${each.kind}, ${each.key}${each.key.startsWith('pkcs11:') || each.keyHere ? '' : ' (not here)'}`),
    line('good', `${each.notBefore} to ${each.notAfter}`),
    line('fingerprint', each.fingerprint),
    line('certificates', `${counted(each.issued, 'issued', 'issued')}, ${counted(each.good, 'good', 'good')}, ${counted(each.revoked, 'revoked', 'revoked')}`),
    line(
      'list',
      each.list === undefined ? 'none yet' : `number ${each.list.number}, ${counted(each.list.entries, 'entry', 'entries')}, next by ${each.list.nextUpdate}`,
    ),
    ...(each.url === undefined ? [] : [line('addresses', `${each.url}${each.shards === 1 ? '' : `, ${each.shards} lists`}`)]),
  ];
}

function linkLine({ kind, old, new: fresh, notAfter }: CaStatus['links'][number]): string {
  return kind === 'new-with-old'
    ? `  who trusts ${old} verifies what ${fresh} signed, until ${notAfter}`
    : `  who trusts ${fresh} verifies what ${old} signed, until ${notAfter}`;
}

/** Runs of lists, each with its files. */
export function listsText(lists: readonly (Lists & { readonly files: readonly string[] })[]): string {
  return lists
    .flatMap(({ authority, number, base, entries, nextUpdate, files }) => [
      `${authority}: list ${number}${base === undefined ? '' : `, what changed since list ${base}`}, ${counted(entries, 'entry', 'entries')}, next by ${nextUpdate}.`,
      ...files.map((file) => `  ${file}`),
    ])
    .join('\n');
}

export function profilesText(profiles: readonly Profile[]): string {
  const rows = profiles.map(({ name, days, graceDays, usages, keys, approval, serverKeys }) => [
    name,
    days,
    graceDays,
    usages.join('+'),
    approval ? 'yes' : 'no',
    serverKeys ? 'yes' : 'no',
    keys.join(' '),
  ]);
  return table(['profile', 'days', 'grace', 'for', 'approval', 'server keys', 'keys'], rows);
}
