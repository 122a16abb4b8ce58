import { Instant } from '../../core/index.ts';
import type { Bom, Component } from '../component/model.ts';
import { countsOf, stateOf } from '../exposure/expose.ts';
import type { Closing, ComponentExposure, Exposure, Finding } from '../exposure/model.ts';
import type { VexStatement } from './model.ts';
import type { ReceivedVex } from './received.ts';
import { isAbout, isOf } from './subject.ts';

interface Spoken {
  readonly statement: VexStatement;
  readonly from: ReceivedVex;
}

/**
 * Closes the matches that a document with standing says are none, where the reason is given and has not ended. What speaks of a match and does not close it is shown with why
 * not. Of several statements of one author by one key the latest counts; what is not trusted never stands in the place of what is. Pure.
 */
export function applyVex(exposure: Exposure, bom: Bom, received: readonly ReceivedVex[], at: Instant): Exposure {
  const statements = new Map<string, Spoken[]>();
  for (const from of received)
    for (const statement of from.document.statements)
      for (const name of new Set([statement.vulnerability, ...statement.aliases])) statements.set(name, [...(statements.get(name) ?? []), { statement, from }]);
  const byRef = new Map([...(bom.root === undefined ? [] : [bom.root]), ...bom.components].map((component) => [component.ref, component]));
  const components = exposure.components.map((component): ComponentExposure => {
    const of = byRef.get(component.ref);
    if (of === undefined || component.findings.length === 0) return component;
    const findings = component.findings.map((finding) => closed(finding, of, bom, statements, at));
    return { ...component, findings, state: stateOf(findings, component.covered) };
  });
  return { ...exposure, components, counts: countsOf(components) };
}

function closed(finding: Finding, component: Component, bom: Bom, statements: ReadonlyMap<string, readonly Spoken[]>, at: Instant): Finding {
  const spoken = [
    ...new Map([finding.vulnerability, ...finding.aliases].flatMap((name) => statements.get(name) ?? []).map((each) => [each.statement, each])).values(),
  ];
  const about = spoken.filter((each) => concerns(each, component, bom));
  if (about.length === 0) return finding;
  const latest = new Map<string, Spoken>();
  for (const each of about) {
    // A name that anybody can write would let a stranger overtake what its bearer said.
    const { trusted, words } = each.from.standing;
    const who = JSON.stringify([trusted, trusted ? words : '', each.statement.author]);
    const known = latest.get(who);
    if (known === undefined || later(each.statement, known.statement)) latest.set(who, each);
  }
  const closings = [...latest.values()].map((each) => closingOf(each, at));
  // Somebody trusted who says `affected` is not overruled by another who says otherwise.
  const contradicted = [...latest.values()].some(({ statement, from }) => statement.status === 'affected' && from.standing.trusted);
  const closes = !contradicted && closings.some(({ applies }) => applies);
  const shown = contradicted
    ? closings.map((each) => (each.applies ? { ...each, applies: false, not: 'another who is trusted says that it is affected' } : each))
    : closings;
  return { ...finding, closings: shown, ...(closes ? { state: 'not-affected' as const } : {}) };
}

/** The product of the list and this component in it; or the component itself, said of it alone. */
function concerns({ statement: { product, components }, from: { bound } }: Spoken, component: Component, bom: Bom): boolean {
  if (!isOf(bound, bom.root === undefined ? [component] : [bom.root, component])) return false;
  const ours = bom.root !== undefined && isAbout(product, bom.root, bom);
  if (components.length > 0) return ours && components.some((each) => isAbout(each, component, bom));
  return ours || isAbout(product, component, bom);
}

function later(a: VexStatement, b: VexStatement): boolean {
  if (a.at === undefined || b.at === undefined) return b.at === undefined && a.at !== undefined;
  const [x, y] = [Instant.parse(a.at), Instant.parse(b.at)];
  // At one moment the statement that closes nothing counts.
  return x === y ? a.status === 'affected' || a.status === 'under_investigation' : x > y;
}

function closingOf({ statement, from: { standing } }: Spoken, at: Instant): Closing {
  const { author, document, status, justification, reason, until } = statement;
  const not = standing.trusted
    ? status === 'affected' || status === 'under_investigation'
      ? `it says ${status.replace('_', ' ')}`
      : until !== undefined && Instant.parse(until) <= at
        ? `it ended on ${until}`
        : statement.at !== undefined && Instant.parse(statement.at) > at
          ? `it begins on ${statement.at}`
          : undefined
    : `without effect: said by ${author === '' ? 'nobody who is named' : author}, ${standing.words}`;
  const why = [justification?.replaceAll('_', ' '), reason].filter((text) => text !== undefined && text !== '').join(': ');
  return {
    applies: not === undefined,
    author,
    standing: standing.words,
    document,
    status,
    reason: why,
    ...(until === undefined ? {} : { until }),
    ...(not === undefined ? {} : { not }),
  };
}
