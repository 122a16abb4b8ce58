import { Instant } from '../../core/index.ts';
import type { Bom, Component } from '../component/model.ts';
import { countsOf, stateOf } from '../exposure/expose.ts';
import type { Closing, ComponentExposure, Exposure, Finding } from '../exposure/model.ts';
import type { VexDocument, VexStatement } from './model.ts';
import { isAbout } from './subject.ts';

export interface Trust {
  /** Authors whose statements count, by the name that the document gives. */
  readonly authors: readonly string[];
  readonly at: Instant;
}

/**
 * Closes the matches that a trusted author says are none, where the reason is given and has not ended. What speaks of a match and does not close it is shown with why not.
 * Of several statements of one author about one match the latest counts. Pure.
 */
export function applyVex(exposure: Exposure, bom: Bom, documents: readonly VexDocument[], trust: Trust): Exposure {
  const statements = new Map<string, VexStatement[]>();
  for (const statement of documents.flatMap((document) => document.statements)) {
    for (const name of new Set([statement.vulnerability, ...statement.aliases])) statements.set(name, [...(statements.get(name) ?? []), statement]);
  }
  const byRef = new Map([...(bom.root === undefined ? [] : [bom.root]), ...bom.components].map((component) => [component.ref, component]));
  const components = exposure.components.map((component): ComponentExposure => {
    const of = byRef.get(component.ref);
    if (of === undefined || component.findings.length === 0) return component;
    const findings = component.findings.map((finding) => closed(finding, of, bom, statements, trust));
    return { ...component, findings, state: stateOf(findings, true) };
  });
  return { ...exposure, components, counts: countsOf(components) };
}

function closed(finding: Finding, component: Component, bom: Bom, statements: ReadonlyMap<string, readonly VexStatement[]>, trust: Trust): Finding {
  const spoken = [...new Set([finding.vulnerability, ...finding.aliases].flatMap((name) => statements.get(name) ?? []))];
  const about = spoken.filter((statement) => concerns(statement, component, bom));
  if (about.length === 0) return finding;
  const latest = new Map<string, VexStatement>();
  for (const statement of about) {
    const known = latest.get(statement.author);
    if (known === undefined || later(statement, known)) latest.set(statement.author, statement);
  }
  const closings = [...latest.values()].map((statement) => closingOf(statement, trust));
  // A trusted author who says `affected` is not overruled by another who says otherwise.
  const contradicted = [...latest.values()].some(({ author, status }) => status === 'affected' && trust.authors.includes(author));
  const closes = !contradicted && closings.some(({ applies }) => applies);
  const shown = contradicted
    ? closings.map((each) => (each.applies ? { ...each, applies: false, not: 'another trusted author says that it is affected' } : each))
    : closings;
  return { ...finding, closings: shown, ...(closes ? { state: 'not-affected' as const } : {}) };
}

/** The product of the list and this component in it; or the component itself, said of it alone. */
function concerns(statement: VexStatement, component: Component, bom: Bom): boolean {
  const { product, components } = statement;
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

function closingOf(statement: VexStatement, { authors, at }: Trust): Closing {
  const { author, document, status, justification, reason, until } = statement;
  const not = authors.includes(author)
    ? status === 'affected' || status === 'under_investigation'
      ? `it says ${status.replace('_', ' ')}`
      : until !== undefined && Instant.parse(until) <= at
        ? `it ended on ${until}`
        : statement.at !== undefined && Instant.parse(statement.at) > at
          ? `it begins on ${statement.at}`
          : undefined
    : `its author ${author === '' ? 'is not named' : `"${author}" is not among those that were named as trusted`}`;
  const why = [justification?.replaceAll('_', ' '), reason].filter((text) => text !== undefined && text !== '').join(': ');
  return {
    applies: not === undefined,
    author,
    document,
    status,
    reason: why,
    ...(until === undefined ? {} : { until }),
    ...(not === undefined ? {} : { not }),
  };
}
