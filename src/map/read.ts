import type { z } from 'zod';
import { type Fault, type Json, Refused } from '../core/index.ts';
import { type Finding, findings } from './check.ts';
import { turning } from './direction.ts';
import { type Document, readDocument } from './document.ts';
import { mapFaults, refuse } from './faults.ts';
import { incidentPlanSchema } from './incident-plan.ts';
import {
  actorSchema,
  assetSchema,
  flowSchema,
  gateSchema,
  linkSchema,
  noteSchema,
  partSchema,
  partySchema,
  policySchema,
  type ServiceMap,
  serviceMapSchema,
  targetSchema,
  zoneSchema,
} from './model.ts';
import { fieldName, type Path } from './spots.ts';
import { tooLong, translate } from './translate.ts';

const MAP_FORMAT = 'service/1';

/**
 * Reads service.yaml (or the same as JSON). `file` is the name that faults show. Every fault is found in one go: syntax first, then
 * shape and references together. Throws `Refused` (ASSAY-MAP-001 to -030 and -081, ASSAY-JSON-001 to -006).
 */
export function readMap(text: string, file: string): ServiceMap {
  return readMapAndWarnings(text, file).map;
}

/** As `readMap`, with the warnings that `map check` lists, each with its place in the file. */
export function readMapAndWarnings(text: string, file: string): { readonly map: ServiceMap; readonly warnings: readonly Fault[] } {
  const document = readDocument(text, file);
  const input = edition(document);
  const turned = turning(text, document);
  if (turned.length > 0) refuse(turned, file);
  const long = tooLong(input, document);
  if (long.length > 0) refuse(long, file);
  summed(input);
  const parsed = serviceMapSchema.safeParse(input, { reportInput: true });
  if (parsed.success) {
    const { errors, warnings } = findings(parsed.data);
    if (errors.length > 0) refuse(placed(errors, document), file);
    return { map: parsed.data, warnings: placed(warnings, document) };
  }
  const shape = translate(parsed.error.issues, document);
  return refuse(inOrder([...shape, ...placed(readable(input), document)]), file);
}

interface Fields {
  [key: string]: Json;
}

function edition(document: Document): Fields {
  const { value, file } = document;
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  const fields = (isMapping ? value : {}) as Fields;
  if (fields['assay'] === MAP_FORMAT) return fields;
  const says = Object.hasOwn(fields, 'assay');
  const tool = foreign(fields);
  throw new Refused(
    mapFaults.fault('016', {
      message: says ? `${file} is of an edition that this Assay does not read` : `${file} is not a service map`,
      file,
      ...document.place(says ? ['assay'] : [], 'value'),
      field: 'assay',
      expected: `a mapping that begins with "assay: ${MAP_FORMAT}"`,
      found: says ? JSON.stringify(fields['assay']).slice(0, 80) : tool === undefined ? 'no such line' : `a ${tool.name} model`,
      remedy: tool === undefined ? `Begin the file with "assay: ${MAP_FORMAT}".` : `Import it: assay map import ${file} --from ${tool.from}`,
    }),
  );
}

function foreign(fields: Fields): { readonly name: string; readonly from: string } | undefined {
  if (Object.hasOwn(fields, 'threagile_version')) return { name: 'Threagile', from: 'threagile' };
  if (Object.hasOwn(fields, 'otmVersion')) return { name: 'Open Threat Model', from: 'otm' };
  if (fields['bomFormat'] === 'CycloneDX') return { name: 'CycloneDX', from: 'cyclonedx' };
  if (Object.hasOwn(fields, 'summary') && Object.hasOwn(fields, 'detail')) return { name: 'Threat Dragon', from: 'threat-dragon' };
  return undefined;
}

/** A part that states variants and no population has their sum. */
function summed(input: Fields): void {
  if (!Array.isArray(input['parts'])) return;
  for (const part of input['parts'] as Json[]) {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) continue;
    const fields = part as Fields;
    if (Object.hasOwn(fields, 'population') || !Array.isArray(fields['variants'])) continue;
    const populations = (fields['variants'] as Json[]).map((variant) => (variant as Fields | null)?.['population']);
    const sum = populations.reduce<number>((total, each) => total + (typeof each === 'number' ? each : 0), 0);
    if (populations.length > 0 && sum > 0) fields['population'] = sum;
  }
}

function placed(found: readonly Finding[], document: Document): Fault[] {
  // Places cost a second reading of the text and nobody sees more than the first few hundred.
  return found.map(({ number, path, ...rest }, i) =>
    mapFaults.fault(number, { ...rest, file: document.file, field: fieldName(path), ...(i < 1000 ? document.place(path, 'value') : {}) }),
  );
}

function inOrder(faults: readonly Fault[]): Fault[] {
  return faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

const ELEMENTS = {
  parts: partSchema,
  zones: zoneSchema,
  flows: flowSchema,
  links: linkSchema,
  gates: gateSchema,
  assets: assetSchema,
  parties: partySchema,
  actors: actorSchema,
  policies: policySchema,
  notes: noteSchema,
  targets: targetSchema,
} as const;

/**
 * The reference faults of what can be read although something else cannot, so that one misspelt field does not hide a dangling id
 * elsewhere. Ids of elements that cannot be read count as known.
 */
function readable(input: Fields): Finding[] {
  const map: Record<string, unknown[]> = {};
  const indices: Record<string, number[]> = {};
  const unsure = new Set<string>();
  for (const [list, schema] of Object.entries(ELEMENTS) as [string, z.ZodType][]) {
    const items = Array.isArray(input[list]) ? (input[list] as Json[]) : [];
    const kept: unknown[] = [];
    const index: number[] = [];
    for (const [i, item] of items.entries()) {
      const parsed = schema.safeParse(item);
      if (parsed.success) {
        kept.push(parsed.data);
        index.push(i);
      } else {
        const id = (item as Fields | null)?.['id'];
        if (typeof id === 'string') unsure.add(id);
      }
    }
    map[list] = kept;
    indices[list] = index;
  }
  const service = serviceMapSchema.shape.service.safeParse(input['service']);
  const plan = incidentPlanSchema.safeParse(input['csirt']);
  const whole = { assay: MAP_FORMAT, service: service.success ? service.data : { id: '?', name: '?' }, ...map, ...(plan.success ? { csirt: plan.data } : {}) };
  // Each list holds what its own schema has just given, and the checks read no more than that.
  const found = findings(whole as unknown as ServiceMap, unsure).errors;
  return found.map((finding) => {
    const [list, at, ...rest] = finding.path;
    const original = typeof at === 'number' ? indices[String(list)]?.[at] : undefined;
    return original === undefined ? finding : { ...finding, path: [list, original, ...rest] as Path };
  });
}
