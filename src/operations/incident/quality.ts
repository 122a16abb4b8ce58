import type { Incidents, Verdict } from './model.ts';
import { verdictOn } from './recovery.ts';

export interface RuleQuality {
  readonly rule: string;
  readonly title: string;
  /** Incidents in which it spoke; those of exercises are left out. */
  readonly incidents: number;
  /** Of incidents, by the last word on the rule; `unverified`: nobody has looked. */
  readonly verdicts: Readonly<Record<Verdict | 'unverified', number>>;
  /** True ones of those that were judged true, benign or false; absent where there is none. */
  readonly precision?: { readonly true: number; readonly of: number };
  /** Milliseconds from when the incident was opened to the last word on the rule: the middle one, of so many. */
  readonly timeToVerify?: { readonly median: number; readonly of: number };
}

/** What people's verdicts say of the rules, a row each, by name. A verdict on a single device counts where nothing was said of all. */
export function ruleQuality(incidents: Incidents): readonly RuleQuality[] {
  const rows = new Map<string, { title: string; incidents: number; verdicts: Record<Verdict | 'unverified', number>; times: number[] }>();
  for (const incident of incidents.values()) {
    if (incident.exercise || incident.mergedInto !== undefined) continue;
    for (const { rule, title } of incident.rules) {
      const row = rows.get(rule) ?? { title, incidents: 0, verdicts: { true: 0, benign: 0, false: 0, unknown: 0, unverified: 0 }, times: [] };
      rows.set(rule, row);
      row.incidents += 1;
      const said = incident.verdicts.filter((one) => one.rule === rule);
      const last = said.at(-1);
      const verdict = last === undefined ? 'unverified' : (verdictOn(incident, rule, '') ?? last.verdict);
      row.verdicts[verdict] += 1;
      if (last !== undefined) row.times.push(Math.max(0, last.at - incident.openedAt));
    }
  }
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, { title, incidents: count, verdicts, times }]) => {
      const of = verdicts.true + verdicts.benign + verdicts.false;
      const sorted = [...times].sort((a, b) => a - b);
      const middle = sorted[Math.floor((sorted.length - 1) / 2)];
      return {
        rule,
        title,
        incidents: count,
        verdicts,
        ...(of === 0 ? {} : { precision: { true: verdicts.true, of } }),
        ...(middle === undefined ? {} : { timeToVerify: { median: middle, of: sorted.length } }),
      };
    });
}
