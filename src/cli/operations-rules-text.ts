import type { Fault } from '../core/index.ts';
import type { Explained, ExplainedSelection } from '../operations/sigma/explain.ts';
import type { Rule, RuleSet } from '../operations/sigma/model.ts';
import { wrap } from './help.ts';
import { counted } from './table.ts';

const SHOWN = 50;

/** A fault with its place, as compilers write it: file, line, column. */
export function faultLine({ code, message, file, line, column, expected, found, remedy }: Fault): readonly string[] {
  const place = [file, line, column].filter((one) => one !== undefined).join(':');
  const more = [expected === undefined ? '' : `expected ${expected}`, found === undefined ? '' : `found ${found}`].filter((one) => one !== '').join('; ');
  return [`${place === '' ? '' : `${place}: `}${code}: ${message}`, ...wrap(`${more === '' ? '' : `${more}. `}${remedy}`, 100).map((one) => `  ${one}`)];
}

export function checkText({ rules, correlations, filters, faults, notes, files }: RuleSet & { readonly files: number }): string {
  const list = (title: string, all: readonly Fault[]) =>
    all.length === 0
      ? []
      : ['', title, ...all.slice(0, SHOWN).flatMap(faultLine), ...(all.length > SHOWN ? [`… and ${all.length - SHOWN} more; --json has them.`] : [])];
  return [
    `${counted(files, 'file')}: ${counted(rules.length, 'rule')}, ${counted(correlations.length, 'correlation')}, ${counted(filters.length, 'filter')}.`,
    ...list(`Left out, ${faults.length}:`, faults),
    ...list(`Used, and not as the specification has it, ${notes.length}:`, notes),
    ...(faults.length + notes.length === 0 ? ['Nothing is wrong with them.'] : []),
  ].join('\n');
}

export function explainText(rule: Rule, { matches, concerns, condition, selections, filters }: Explained): string {
  const source = Object.entries(rule.logSource).map(([key, value]) => `${key} ${value}`);
  const filtered = filters.filter(({ holds }) => holds);
  return [
    `${rule.title}: ${matches ? 'matches' : 'does not match'}.`,
    ...(concerns ? [] : [`It is for events of ${source.join(', ')}, and this is none.`]),
    `Condition: ${condition}`,
    ...selections.flatMap(selectionText),
    ...filtered.flatMap((filter) => [`A filter keeps it out: ${filter.condition}`, ...filter.selections.flatMap(selectionText)]),
  ].join('\n');
}

function selectionText({ name, holds, items }: ExplainedSelection): readonly string[] {
  return [
    `${holds ? '+' : '-'} ${name}`,
    ...items.flatMap(({ key, holds: one, asked, found, by }) => [
      `  ${one ? '+' : '-'} ${key}`,
      `      the event has ${found ?? 'no such field'}`,
      by.length > 0 ? `      by ${some(by)}` : `      none of ${some(asked)}`,
    ]),
  ];
}

function some(list: readonly string[]): string {
  const text = list.slice(0, 5).join(', ');
  return list.length > 5 ? `${text} and ${list.length - 5} more` : text;
}
