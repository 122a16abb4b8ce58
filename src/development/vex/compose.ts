import { Instant, Refused } from '../../core/index.ts';
import type { Component } from '../component/model.ts';
import type { ClosedStep } from '../exposure/closed.ts';
import type { Ranked } from '../exposure/rank.ts';
import { vexFaults } from './faults.ts';
import type { Justification, VexStatus } from './model.ts';
import { untilText } from './until.ts';

/** A statement that is to be written. */
export interface Composed {
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  readonly component: Component;
  readonly status: VexStatus;
  readonly justification?: Justification;
  /** Why it is not affected, or what is not settled. */
  readonly impact: string;
  /** What to do, where it is affected. */
  readonly action: string;
  readonly until?: Instant;
}

export interface Composing {
  readonly ranked: readonly Ranked[];
  readonly byRef: ReadonlyMap<string, Component>;
  /** The closed steps before the states from which a finding can be used. */
  readonly closedBefore: (states: readonly string[]) => readonly ClosedStep[];
  readonly ledger: string;
  readonly at: Instant;
}

/**
 * What can be stated of each open finding. `not_affected` only where evidence closes every way to where it can be used from, and that evidence has an end which has not come; the
 * statement ends with it. All else is `affected` or `under_investigation`: a statement never says more than the ledger shows. Throws `Refused` (ASSAY-VEX-002).
 */
export function composed(given: Composing): readonly Composed[] {
  const statements = given.ranked.flatMap((ranked) => {
    const component = given.byRef.get(ranked.component.ref);
    return component === undefined ? [] : [statementOf(ranked, component, given)];
  });
  if (statements.length > 0) return statements;
  throw new Refused(
    vexFaults.fault('002', {
      message: 'there is nothing to state',
      expected: 'at least one vulnerability that affects a component, or may',
      found: 'none',
      remedy: 'Give the advisories that name the vulnerability, and look first at what could not be matched: assay development sbom BOM --advisories DIR',
    }),
  );
}

function statementOf({ finding, component, onMap }: Ranked, of: Component, { closedBefore, ledger, at }: Composing): Composed {
  const { vulnerability, aliases, fixed, said } = finding;
  const base = { vulnerability, aliases, component: of };
  if (onMap !== undefined && onMap.from.length > 0) {
    const steps = closedBefore(onMap.from);
    const until = endOf(steps);
    if (until !== undefined && until > at) {
      const told = steps
        .slice(0, 10)
        .map(
          ({ sentence, controls, evidence }) =>
            `${sentence.replace(/\.$/, '')}: closed by ${controls.join(' and ')}, entries ${evidence.join(', ')} of ${ledger}.`,
        );
      const more = steps.length > 10 ? ` ${steps.length - 10} further steps are closed.` : '';
      const impact = `Nobody gets to where it can be used (${onMap.profile.needs} at the part), because evidence closes every step there. ${told.join(' ')}${more} ${untilText(Instant.format(until))}`;
      return { ...base, status: 'not_affected', justification: 'vulnerable_code_cannot_be_controlled_by_adversary', impact, action: '', until };
    }
  }
  const why = said.find((each) => each.state !== 'not-affected')?.why ?? 'its sources disagree';
  if (finding.state === 'perhaps') return { ...base, status: 'under_investigation', impact: `Not settled: ${why}.`, action: '' };
  const reached =
    onMap === undefined || onMap.added.length === 0 ? '' : ` With it an attacker gets further to ${onMap.added.length} critical assets of the service.`;
  const update =
    fixed === undefined
      ? 'No version that mends it is named by the advisories; replace the component, or close the way to it.'
      : `Update ${component.name} to ${fixed} or later.`;
  return { ...base, status: 'affected', impact: `${why.charAt(0).toUpperCase()}${why.slice(1)}.${reached}`, action: update };
}

/** The first end of any of them; undefined where one has none that is known, or rests on nothing. */
function endOf(steps: readonly ClosedStep[]): Instant | undefined {
  if (steps.length === 0) return undefined;
  const ends = steps.map(({ until }) => until);
  return ends.includes(undefined) ? undefined : ends.filter((end) => end !== undefined).reduce((a, b) => (a < b ? a : b));
}
