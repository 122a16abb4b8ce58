import type { OscalDocument } from './document.ts';
import { readPoam, readResults } from './findings.ts';
import { readMappings } from './mapping.ts';
import { readPlan } from './plan.ts';
import type { Lost } from './reading.ts';

// What a document that is no standard states. It is shown and goes nowhere: a plan is what somebody says of himself, a result is somebody else's
// judgement, and neither is evidence until an importer finds a declared claim and a subject of the map in it.

export interface Stated {
  readonly model: string;
  readonly title: string;
  /** A line each, for people. */
  readonly lines: readonly string[];
  /** Rows under headings, for people. */
  readonly tables: readonly { readonly title: string; readonly head: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] }[];
  /** The document as it was read. */
  readonly read: unknown;
  /** Findings that are open by the document's own word: not satisfied, or planned to be mended. */
  readonly open: readonly { readonly id: string; readonly title: string; readonly status: string; readonly deadline?: string }[];
  readonly carried: number;
  readonly values: number;
  readonly lost: readonly Lost[];
}

/** What a plan, results, a plan of action or a mapping collection states; `undefined` for other models. Throws `Refused` (ASSAY-OSCAL-003, -004). */
export function statedBy(document: OscalDocument): Stated | undefined {
  const made = content(document);
  if (made === undefined) return undefined;
  const { leaves, taken } = document.reading.counts();
  return { model: document.model, ...made, carried: taken, values: leaves, lost: document.reading.lost() };
}

type Content = Pick<Stated, 'title' | 'lines' | 'tables' | 'read' | 'open'>;

function content(document: OscalDocument): Content | undefined {
  switch (document.model) {
    case 'system-security-plan':
      return plan(document);
    case 'assessment-results':
      return results(document);
    case 'plan-of-action-and-milestones':
      return poam(document);
    case 'mapping-collection':
      return mappings(document);
    case 'catalog':
    case 'profile':
    case 'component-definition':
    case 'assessment-plan':
      return undefined;
  }
}

function plan(document: OscalDocument): Content {
  const read = readPlan(document);
  const names = new Map(read.components.map((component) => [component.uuid, component.title]));
  const named = (uuids: readonly string[]) => uuids.map((uuid) => names.get(uuid) ?? uuid).join(', ');
  return {
    title: read.metadata.title,
    lines: [
      `${read.system.name}: ${read.system.description}`,
      'What the plan states is the word of whoever wrote it, no stronger than an attestation. No verdict follows from it.',
    ],
    tables: [
      {
        title: 'Components',
        head: ['component', 'type', 'state', 'described as'],
        rows: read.components.map((one) => [one.title, one.type, one.status ?? '', one.description]),
      },
      { title: 'Inventory', head: ['item', 'carries'], rows: read.inventory.map((one) => [one.description, named(one.components)]) },
      {
        title: 'Said to be implemented',
        head: ['control', 'statements', 'by'],
        rows: read.requirements.map((one) => [one.controlId, one.statements, named(one.components)]),
      },
    ],
    read,
    open: [],
  };
}

function results(document: OscalDocument): Content {
  const read = readResults(document);
  const findings = read.results.flatMap((result) => result.findings);
  return {
    title: read.metadata.title,
    lines: ['To take what was satisfied as evidence, use assay evidence import: it makes a statement only where a claim and a subject of the map are named.'],
    tables: [{ title: 'Findings', head: ['target', 'state', 'finding'], rows: findings.map((one) => [one.target.targetId, one.target.state, one.title]) }],
    read,
    open: findings.filter((one) => one.target.state !== 'satisfied').map((one) => ({ id: one.uuid, title: one.title, status: one.target.state })),
  };
}

function poam(document: OscalDocument): Content {
  const read = readPoam(document);
  const risks = new Map(read.risks.map((risk) => [risk.uuid, risk]));
  const open = read.items.map((item) => {
    const own = item.risks.flatMap((uuid) => risks.get(uuid) ?? []);
    const deadline = own.flatMap((risk) => risk.deadline ?? []).sort()[0];
    return {
      id: item.uuid ?? '',
      title: item.title,
      status: own.map((risk) => risk.status).join(', ') || 'open',
      ...(deadline === undefined ? {} : { deadline }),
    };
  });
  return {
    title: read.metadata.title,
    lines: ['Each item is an open finding by the word of the plan. None of them closes or opens a verdict here.'],
    tables: [
      { title: 'Open findings', head: ['status', 'due', 'finding'], rows: open.map((one) => [one.status, one.deadline?.slice(0, 10) ?? '', one.title]) },
    ],
    read,
    open,
  };
}

function mappings(document: OscalDocument): Content {
  const read = readMappings(document);
  const ends = (list: readonly { readonly idRef: string }[]) => list.map((one) => one.idRef).join(', ');
  return {
    title: read.metadata.title,
    lines: ['A mapping of others is shown and not used: the crosswalk that decides verdicts has a reason for each of its edges.'],
    tables: read.mappings.map((mapping) => ({
      title: `${mapping.source} to ${mapping.target}`,
      head: ['from', 'relation', 'to'],
      rows: mapping.maps.map((one) => [ends(one.sources), one.relationship, ends(one.targets)]),
    })),
    read,
    open: [],
  };
}
