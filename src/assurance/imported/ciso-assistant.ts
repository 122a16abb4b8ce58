import { type Fault, Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import type { Requirement, StandardGroup } from '../model.ts';
import { isFields, reading, type Taking } from '../oscal/reading.ts';
import type { RequirementDetail } from '../oscal/standard.ts';
import { standardFaults } from './faults.ts';
import type { ReadStandard } from './model.ts';

/** Whether the text looks like a library of CISO Assistant with a framework in it. */
export function looksLikeLibrary(text: string): boolean {
  return /^\s*(?:---\s*\n)?(?:#.*\n)*urn:\s*['"]?urn:/m.test(text.slice(0, 4096)) && /^ {2,}frameworks?:/m.test(text);
}

/**
 * Reads a framework out of a CISO Assistant library (YAML): assessable nodes become requirements, the others groups, implementation groups levels.
 * Throws `Refused` (ASSAY-STANDARD-002, -003, -005; ASSAY-MAP-001 to -008; ASSAY-OSCAL-004 for fields of another type).
 */
export function readLibrary(text: string, file: string, id: string | undefined): ReadStandard {
  const value = readDocument(text, file).value;
  if (!isFields(value)) throw new Refused(noFramework(file, 'something else'));
  const read = reading(value, 'library', file);
  const objects = read.root.one('objects');
  const frameworks = objects?.has('frameworks') === true ? objects.list('frameworks') : [objects?.one('framework')].filter((one) => one !== undefined);
  const framework = frameworks[0];
  if (framework === undefined) throw new Refused(...read.faults, noFramework(file, 'no framework'));
  const nodes = framework.list('requirement_nodes').map(nodeOf);
  const requirements: Requirement[] = [];
  const groups: StandardGroup[] = [];
  const details: [string, RequirementDetail][] = [];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const titles = new Map(nodes.map((node) => [node.urn, node.name ?? node.refId ?? node.urn]));
  const ids = new Map(nodes.map((node) => [node.urn, node.id]));
  for (const node of nodes) {
    if (!node.assessable) {
      groups.push({ id: node.id, title: titles.get(node.urn) ?? node.id });
      continue;
    }
    if (seen.has(node.id)) {
      faults.push(
        standardFaults.fault('003', {
          message: `${file} has the requirement ${node.id} twice`,
          file,
          field: node.at,
          expected: 'each id once',
          found: node.id,
          remedy: 'Give one of the two another ref_id.',
        }),
      );
      continue;
    }
    seen.add(node.id);
    requirements.push({
      id: node.id,
      title: (node.name ?? node.description ?? node.id).replace(/\s+/g, ' ').slice(0, 300).toWellFormed(),
      group: ids.get(node.parent ?? '') ?? '',
      ...(node.levels.length === 0 ? {} : { levels: node.levels }),
    });
    if (node.description !== undefined || node.annotation !== undefined)
      details.push([node.id, { statement: [node.description, node.annotation].filter((one) => one !== undefined).join('\n\n') }]);
  }
  if (requirements.length === 0) faults.push(noFramework(file, 'no node that can be assessed'));
  faults.push(...read.faults);
  if (faults.length > 0) throw new Refused(...faults.slice(0, 200));
  const title = framework.text('name') ?? read.root.text('name') ?? id ?? 'A framework';
  const version = read.root.text('version') ?? '';
  const name = framework.text('ref_id') ?? read.root.text('ref_id') ?? title;
  const published = read.root.text('publication_date');
  const source = `library of CISO Assistant, ${framework.text('urn') ?? read.root.text('urn') ?? file}`;
  const { leaves, taken } = read.counts(); // last: by now all is taken that is
  return {
    format: 'ciso-assistant',
    standard: {
      id: id ?? slug(name),
      title,
      edition: [version === '' ? 'version not stated' : `version ${version}`, published === undefined ? undefined : `(${published})`]
        .filter((one) => one !== undefined)
        .join(' '),
      source,
      requirements,
      groups,
    },
    details: Object.fromEntries(details),
    counts: [{ class: 'requirement', active: requirements.length, withdrawn: 0 }],
    carried: taken,
    values: leaves,
    mapped: [
      { from: 'requirement_nodes (assessable)', to: 'requirements', items: requirements.length },
      { from: 'requirement_nodes (others)', to: 'groups', items: groups.length },
      { from: 'implementation_groups', to: 'levels', items: requirements.filter((one) => one.levels !== undefined).length },
    ],
    lost: read.lost(),
    notes: frameworks.length > 1 ? [`The library has ${frameworks.length} frameworks; the first was read.`] : [],
  };
}

/** A few words as an id: lower case, joined by hyphens. */
export function slug(name: string): string {
  return (
    name
      .slice(0, 200)
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 60) || 'standard'
  );
}

interface Node {
  readonly at: string;
  readonly urn: string;
  readonly id: string;
  readonly refId: string | undefined;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly annotation: string | undefined;
  readonly parent: string | undefined;
  readonly assessable: boolean;
  readonly levels: readonly string[];
}

function nodeOf(node: Taking): Node {
  const urn = node.needed('urn');
  const refId = node.text('ref_id');
  return {
    at: node.at,
    urn,
    refId,
    // Nodes without an id of the framework's own are named by the last piece of their urn.
    id: refId ?? urn.split(':').at(-1) ?? urn,
    name: node.text('name'),
    description: node.text('description'),
    annotation: node.text('annotation'),
    parent: node.text('parent_urn'),
    assessable: node.flag('assessable') === true,
    levels: node.texts('implementation_groups'),
  };
}

function noFramework(file: string, found: string): Fault {
  return standardFaults.fault('002', {
    message: `${file} holds no framework with requirements`,
    file,
    field: 'objects.framework',
    expected: 'requirement_nodes that can be assessed',
    found,
    remedy: 'Give a library that has a framework.',
  });
}
