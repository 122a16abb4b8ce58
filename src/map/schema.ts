import { z } from 'zod';
import type { Json } from '../core/index.ts';
import { FACTS, type FactKey } from './facts.ts';
import { serviceMapSchema } from './model.ts';

/**
 * JSON Schema (2020-12) of service.yaml for editors, made from the contract itself. It says the shape; that ids are unique and references
 * lead somewhere is for `map check`.
 */
export function mapJsonSchema(): Json {
  const schema = JSON.parse(JSON.stringify(z.toJSONSchema(serviceMapSchema, { io: 'input', unrepresentable: 'any' }))) as Fields;
  describeFields(schema, '');
  return {
    ...schema,
    $id: 'https://assay.invalid/schema/service.schema.json',
    title: 'Assay service map',
    description: 'What the whole service is: parts, flows, links, assets, actors and policies. The first line of the file is "assay: service/1".',
  };
}

interface Fields {
  [key: string]: Json;
}

/** Words for editors, by where a field stands. Facts bring their own. */
const ABOUT: Readonly<Record<string, string>> = {
  parts: 'Elements of the service: devices, apps, servers, networks, office and build systems, people.',
  zones: 'Areas of trust, for reading the map by.',
  flows: 'Data moving from part to part.',
  links: 'One part’s power over another: builds, signs, updates, administers.',
  gates: 'Acts that need several distinct people.',
  assets: 'What needs protection: where it is, for whom, from whom, how badly.',
  parties: 'People and organisations for whom assets are protected.',
  actors: 'Who might attack, and from where they begin.',
  policies: 'Rules that span the service.',
  notes: 'What people or other tools recorded; carried, never evidence.',
  targets: 'Hosts that Assay’s own probes may visit, and no others.',
  csirt: 'Who does what when something happens: roles, rota, escalation, severities, whom to tell and by what.',
  probes: 'What may be looked at there.',
  also: 'Other hosts that its probes visit: mail exchangers, the host of the MTA-STS policy.',
  private: 'It has a private address on purpose.',
  selectors: 'Selectors of its DKIM keys.',
  population: 'How many there are; with variants, their sum.',
  variants: 'Kinds of member that differ in what they run, such as firmware versions.',
  cohort: 'Parts with the same value are next to each other, household by household.',
  interfaces: 'Where the part can be reached, and on which networks.',
  attached: 'Networks and places the part is attached to as a client.',
  facts: 'What is so about it. What is not stated is unknown, never false.',
  inScope: 'False for what the operator does not answer for.',
  origin: 'The fields it had in the model it was imported from.',
  carries: 'Assets that travel with it, in its direction.',
  returns: 'Assets that come back.',
  over: 'Networks it crosses, on which it can be listened to.',
  needs: 'What the asset needs, each from 0 (none) to 4 (lives or the company hang on it).',
  at: 'Where it lives.',
  opens: 'For credentials: what holding it opens.',
  starts: 'What the actor holds at the beginning.',
  need: 'How many distinct people the act takes.',
  of: 'Roles whose members count.',
  on: 'What it is on.',
  owes: 'Standards that the operator owes, by id.',
  assay: 'Edition of the format.',
  layer: 'Layer of the process stack; by kind where it is not stated.',
};

function describeFields(schema: Json, name: string): void {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return;
  const fields = schema as Fields;
  const fact = Object.hasOwn(FACTS, name) ? FACTS[name as FactKey].about : undefined;
  const about = fact ?? (Object.hasOwn(ABOUT, name) ? ABOUT[name] : undefined);
  if (about !== undefined && fields['description'] === undefined) fields['description'] = about;
  for (const [key, inner] of Object.entries((fields['properties'] ?? {}) as Fields)) describeFields(inner, key);
  for (const key of ['items', 'additionalProperties']) if (fields[key] !== undefined) describeFields(fields[key], '');
}
