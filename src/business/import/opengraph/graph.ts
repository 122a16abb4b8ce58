import { type Json, Refused } from '../../../core/index.ts';
import { importFaults } from '../../../evidence/import/faults.ts';
import { refuseMany, tooMany } from '../discovery/book.ts';
import { type Fields, isFields, listOf, own, text } from '../discovery/json.ts';
import { businessImportFaults } from '../faults.ts';
import { readDocuments } from '../posture/documents.ts';

// The shape that collectors write for BloodHound: nodes with an id and kinds, edges whose ends are found by id, by name or by the value of properties. The
// collector's file is whoever ran it's; names of nodes are whoever named the account or the branch.

const MOST_NODES = 1_000_000;
const MOST_EDGES = 5_000_000;
const NOTHING: Fields = Object.freeze({});

export interface GraphNode {
  readonly id: string;
  readonly kinds: readonly string[];
  readonly properties: Fields;
  /** Where in the file. */
  readonly at: string;
  /** Not in the file's list: an edge names it by a property and says of what kind it is, in another system. */
  readonly foreign?: true;
}

export interface GraphEdge {
  readonly kind: string;
  readonly start: GraphNode;
  readonly end: GraphNode;
  readonly properties: Fields;
  readonly at: string;
}

/** An edge that leads to what the file does not have. */
export interface LooseEdge {
  readonly kind: string;
  readonly at: string;
  /** The ends that are known. */
  readonly known: readonly GraphNode[];
}

export interface Graph {
  /** What the collector says that it collected, such as `GitHub`; empty where it says nothing. */
  readonly sourceKind: string;
  readonly collector: string;
  readonly nodes: readonly GraphNode[];
  /** Ends that are in no list of the file, once each. */
  readonly foreign: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly loose: readonly LooseEdge[];
  /** Nodes that the file has more than once. */
  readonly repeated: number;
  readonly items: number;
}

interface Placed {
  readonly value: Json;
  readonly at: string;
}

/**
 * One export, or several that belong together: some collectors write a file for each kind of thing, which make a graph only when they are put in a list or one a line.
 * Throws `Refused` (ASSAY-JSON-001 to -006; ASSAY-IMPORT-001, -003 with the place; ASSAY-BIMPORT-011, -013).
 */
export function readGraph(file: string, source: string): Graph {
  refuseMany(source, file);
  const documents = readDocuments(source, file);
  const list: Placed[] = [];
  const links: Placed[] = [];
  let sourceKind = '';
  let collector = '';
  documents.values.forEach((document, i) => {
    const whole = isFields(document) ? document : NOTHING;
    const inner = own(whole, 'graph');
    const graph = isFields(inner) ? inner : whole;
    const nodes = own(graph, 'nodes');
    const edges = own(graph, 'edges');
    if (!Array.isArray(nodes) && !Array.isArray(edges)) throw notOpenGraph(file, document);
    const metadata = own(whole, 'metadata');
    const told = isFields(metadata) ? metadata : NOTHING;
    const by = own(told, 'collector');
    sourceKind ||= text(own(told, 'source_kind')) ?? '';
    collector ||= isFields(by) ? (text(own(by, 'name')) ?? '') : '';
    const at = `${documents.at(i) === '' ? '' : `${documents.at(i)}.`}${isFields(inner) ? 'graph.' : ''}`;
    for (const [k, value] of listOf(nodes).entries()) list.push({ value, at: `${at}nodes[${k}]` });
    for (const [k, value] of listOf(edges).entries()) links.push({ value, at: `${at}edges[${k}]` });
  });
  if (list.length + links.length === 0) throw empty(file);
  if (list.length > MOST_NODES) throw tooMany(file, MOST_NODES, 'nodes');
  if (links.length > MOST_EDGES) throw tooMany(file, MOST_EDGES, 'edges');
  const byId = new Map<string, GraphNode>();
  let repeated = 0;
  for (const { value, at } of list) {
    const node = nodeOf(value, at, file);
    const before = byId.get(node.id);
    if (before !== undefined) repeated += 1;
    byId.set(node.id, before === undefined ? node : merged(before, node));
  }
  const find = finderOf([...byId.values()], sourceKind);
  const read: GraphEdge[] = [];
  const loose: LooseEdge[] = [];
  for (const { value, at: place } of links) {
    const fields = isFields(value) ? value : NOTHING;
    const kind = text(own(fields, 'kind'));
    if (kind === undefined) throw wrong(file, `${place}.kind`, 'the kind of the edge', own(fields, 'kind'));
    const start = find(own(fields, 'start'), `${place}.start`, file);
    const end = find(own(fields, 'end'), `${place}.end`, file);
    const properties = own(fields, 'properties');
    if (start === undefined || end === undefined) loose.push({ kind, at: place, known: [start, end].flatMap((one) => one ?? []) });
    else read.push({ kind, start, end, properties: isFields(properties) ? properties : NOTHING, at: place });
  }
  const foreign = new Map(read.flatMap(({ start, end }) => [start, end]).flatMap((node) => (node.foreign === true ? [[node.id, node] as const] : [])));
  return {
    sourceKind,
    collector,
    nodes: [...byId.values()],
    foreign: [...foreign.values()],
    edges: read,
    loose,
    repeated,
    items: list.length + links.length,
  };
}

function nodeOf(value: Json, at: string, file: string): GraphNode {
  const fields = isFields(value) ? value : NOTHING;
  const id = own(fields, 'id');
  if (typeof id !== 'string' || id.trim() === '') throw wrong(file, `${at}.id`, 'the id of the node', id);
  const kinds = listOf(own(fields, 'kinds')).flatMap((kind) => text(kind) ?? []);
  const properties = own(fields, 'properties');
  return { id, kinds, properties: isFields(properties) ? properties : NOTHING, at };
}

/** Two entries of one node add to one another, as the graph they are made for has it; what both say, the first says. */
function merged(first: GraphNode, second: GraphNode): GraphNode {
  return { ...first, kinds: [...new Set([...first.kinds, ...second.kinds])], properties: { ...second.properties, ...first.properties } };
}

/** Looks an end up: by its id, its name, or equal properties; of the kind that is asked, where one is. Two that fit are none. */
function finderOf(nodes: readonly GraphNode[], sourceKind: string): (end: Json | undefined, at: string, file: string) => GraphNode | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  // Ids are compared without regard to case there: the store writes them in capitals.
  const bySmallId = Map.groupBy(nodes, ({ id }) => id.toLowerCase());
  const here = new Set(nodes.flatMap(({ kinds }) => kinds.flatMap((kind) => [kind, namespaceOf(kind)])));
  here.delete('');
  const foreign = new Map<string, GraphNode>();
  const indexes = new Map<string, ReadonlyMap<string, readonly GraphNode[]>>();
  const index = (key: string) => {
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const made = Map.groupBy(nodes, ({ properties }) => valueKey(own(properties, key)));
    // Keys are the file's to choose; a new index for each would take their product.
    if (indexes.size < 50) indexes.set(key, made);
    return made;
  };
  const elsewhere = (kind: string, key: string, at: string): GraphNode => {
    const id = `${kind} ${key}`;
    const known = foreign.get(id) ?? { id, kinds: [kind], properties: { name: key }, at, foreign: true as const };
    foreign.set(id, known);
    return known;
  };
  return (end, at, file) => {
    if (!isFields(end)) throw wrong(file, at, 'an end: { value } or { match_by, value, kind }', end);
    const by = own(end, 'match_by') ?? 'id';
    const kind = text(own(end, 'kind'));
    const matchers = listOf(own(end, 'property_matchers')).filter(isFields);
    const value = own(end, 'value');
    if (by !== 'property' && typeof value !== 'string') throw wrong(file, `${at}.value`, 'the id or name of a node', value);
    if (by !== 'id' && by !== 'name' && by !== 'property') throw wrong(file, `${at}.match_by`, 'id, name or property', by);
    if (by === 'property' && (matchers.length === 0 || matchers.some((each) => (own(each, 'operator') ?? 'equals') !== 'equals')))
      throw wrong(file, `${at}.property_matchers`, 'at least one { key, operator: equals, value }', own(end, 'property_matchers'));
    const ofKind = (found: readonly GraphNode[]) => found.filter((node) => kind === undefined || node.kinds.includes(kind));
    if (by === 'id') {
      const exact = byId.get(String(value));
      if (exact !== undefined) return exact;
      const [only, ...others] = bySmallId.get(String(value).toLowerCase()) ?? [];
      if (only !== undefined && others.length === 0) return only;
    } else {
      const conditions = by === 'name' ? [['name', value] as const] : matchers.map((each) => [text(own(each, 'key')) ?? '', own(each, 'value')] as const);
      const [first, ...more] = conditions;
      const found = ofKind(first === undefined ? [] : (index(first[0]).get(valueKey(first[1])) ?? [])).filter(({ properties }) =>
        more.every(([key, wanted]) => valueKey(own(properties, key)) === valueKey(wanted)),
      );
      if (found.length === 1) return found[0];
      if (found.length > 1) return undefined;
    }
    // What is of a kind of another system is not expected here; what is of this one's was left out.
    return kind === undefined || kind === sourceKind || here.has(kind) || here.has(namespaceOf(kind))
      ? undefined
      : elsewhere(kind, by === 'property' ? matchers.map((each) => valueKey(own(each, 'value'))).join(' ') : String(value), at);
  };
}

/** `GH_` of `GH_User`. */
function namespaceOf(kind: string): string {
  return kind.slice(0, kind.indexOf('_') + 1);
}

function valueKey(value: Json | undefined): string {
  return typeof value === 'string' ? value.toLowerCase() : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function wrong(file: string, field: string, expected: string, found: Json | undefined): Refused {
  return new Refused(
    importFaults.fault('003', {
      message: `${file} has something else at ${field}`,
      file,
      field,
      expected,
      // Names of people stand here: what sort of value it is says enough.
      found: found === undefined ? 'nothing' : Array.isArray(found) ? 'a list' : found === null ? 'null' : typeof found,
      remedy: 'Give the export as the collector wrote it.',
    }),
  );
}

function notOpenGraph(file: string, document: Json): Refused {
  return new Refused(
    importFaults.fault('001', {
      message: `${file} is no OpenGraph export`,
      file,
      expected: 'an object with graph.nodes and graph.edges, or with nodes and edges',
      found: isFields(document)
        ? Object.keys(document).slice(0, 8).join(', ').slice(0, 200) || 'an empty object'
        : Array.isArray(document)
          ? 'a list'
          : typeof document,
      remedy: 'Give what the collector writes for upload; the schema of an extension describes kinds, and holds no system.',
    }),
  );
}

function empty(file: string): Refused {
  return new Refused(
    businessImportFaults.fault('013', {
      message: `${file} holds neither a node nor an edge`,
      file,
      expected: 'at least one',
      found: 'none',
      remedy: 'Run the collector again, and see whether it ended well.',
    }),
  );
}
