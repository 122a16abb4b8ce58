import { Instant } from '../../core/index.ts';
import type { LogSource, SecurityEvent } from '../event/model.ts';
import type { Rule, RuleSet } from './model.ts';
import { readRules } from './read.ts';

/** Rules out of one text. */
export function rulesOf(text: string, placeholders: ReadonlyMap<string, readonly string[]> = new Map()): RuleSet {
  return readRules([{ file: 'made.yml', text }], { placeholders });
}

/** One rule with the selections that are given, for any log source. */
export function ruleWith(detection: string, placeholders?: ReadonlyMap<string, readonly string[]>): Rule {
  const indented = detection.split('\n').map((line) => `  ${line}`);
  const set = rulesOf(`title: made\nlogsource: {}\ndetection:\n${indented.join('\n')}\n`, placeholders);
  const [rule] = set.rules;
  if (rule === undefined) throw new Error(set.faults.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return rule;
}

const MADE: LogSource = { product: 'made' };

export function eventWith(record: Readonly<Record<string, unknown>>, more: Partial<SecurityEvent> = {}): SecurityEvent {
  return { class: 'base', time: Instant.of(0), logSource: MADE, record, offset: 0, length: 1, ...more };
}
