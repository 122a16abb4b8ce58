import type { FlowCount } from '../experience/flows.ts';
import type { Measured, Shown, Threshold } from '../experience/model.ts';
import { wrap } from './help.ts';
import { counted, table } from './table.ts';

type Unit = Measured['unit'];

function valueText(value: number | 'hidden' | undefined, unit: Unit): string {
  if (value === undefined) return '-';
  if (value === 'hidden') return 'hidden';
  switch (unit) {
    case 'share':
      return `${(value * 100).toFixed(1)} %`;
    case 'ms':
      return value < 120_000 ? `${(value / 1000).toFixed(1)} s` : `${(value / 60_000).toFixed(1)} min`;
    case 'per day':
      return value.toFixed(2);
    case 'count':
      return String(value);
  }
}

function figureText(figure: Omit<Shown, 'row'> | undefined, unit: Unit): string {
  const value = valueText(figure?.value, unit);
  return figure?.bound === undefined ? value : `${figure.bound === 'at least' ? '≥' : '≤'} ${value}`;
}

const ofText = (of: number | 'hidden', groups: string, k: number): string => (of === 'hidden' ? `under ${k} ${groups}` : `${of}+ ${groups}`);

function thresholdText(threshold: Threshold | undefined, unit: Unit): string {
  if (threshold?.atLeast !== undefined) return `≥ ${valueText(threshold.atLeast, unit)}`;
  return threshold?.atMost === undefined ? '' : `≤ ${valueText(threshold.atMost, unit)}`;
}

const MARK = { yes: 'ok', no: 'SHORT', hidden: 'open', nothing: '', unset: '' } as const;

/** Every measure on one line, what falls short first said. */
export function measuresText(all: readonly Measured[], days: string, k: number): string {
  const short = all.filter(({ meets }) => meets === 'no');
  const seen = all.filter(({ meets }) => meets !== 'nothing').length;
  return [
    ...wrap(
      seen === 0
        ? `Nothing was seen, ${days}: no measure says anything, and none is kept.`
        : `${counted(short.length, 'measure falls', 'measures fall')} short of what was set for it, of ${seen} that saw anything, ${days}.`,
      100,
    ),
    '',
    table(
      ['measure', 'value', 'set', '', 'of', 'owner'],
      all.map(({ id, all: whole, unit, threshold, meets, owner, groups }) => [
        id,
        figureText(whole, unit),
        thresholdText(threshold, unit),
        threshold === undefined ? '' : MARK[meets],
        whole === undefined ? '' : ofText(whole.of, groups, k),
        owner,
      ]),
    ),
  ].join('\n');
}

/** One measure with its rows. */
export function measureText({ id, title, unit, threshold, meets, owner, groups, all, hidden, rows }: Measured, k: number): string {
  const set = thresholdText(threshold, unit);
  return [
    `${title}: ${figureText(all, unit)}.`,
    '',
    `  measure   ${id}`,
    `  set       ${set === '' ? 'nothing' : set}${meets === 'no' ? ', and it falls short' : meets === 'yes' ? ', and it is kept' : ''}`,
    `  owner     ${owner}`,
    `  of        ${all === undefined ? 'nothing that was seen' : ofText(all.of, groups, k)}`,
    ...(hidden ? [`  rows      hidden: one of them is under ${k} ${groups}`] : []),
    ...(rows.length === 0
      ? []
      : [
          '',
          table(
            ['row', 'value', groups],
            rows.map((row) => [row.row, figureText(row, unit), ofText(row.of, groups, k)]),
          ),
        ]),
  ].join('\n');
}

export function flowsText(flows: readonly FlowCount[]): string {
  return [
    'What each flow of end users asks of them:',
    '',
    table(
      ['flow', 'screens', 'decisions', 'typed', 'title'],
      flows.map(({ flow, screens, decisions, typed, title }) => [flow, screens, decisions, typed, title]),
    ),
  ].join('\n');
}
