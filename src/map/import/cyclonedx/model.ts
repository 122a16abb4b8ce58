import { z } from 'zod';

// CycloneDX 1.4 to 1.7 as far as the importer relies on it.

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const text = scalar.optional();
const scalars = z.array(scalar).nullish();
const properties = z.array(z.looseObject({ name: text, value: text })).nullish();

const componentSchema = z.looseObject({
  type: text,
  name: text,
  'bom-ref': text,
  properties,
  // Getters, because a component may hold components and a service services.
  get components() {
    return z.array(componentSchema).nullish();
  },
});

const serviceSchema = z.looseObject({
  name: text,
  'bom-ref': text,
  endpoints: scalars,
  data: z.array(z.looseObject({ flow: text, classification: text, name: text, source: scalars, destination: scalars })).nullish(),
  properties,
  get services() {
    return z.array(serviceSchema).nullish();
  },
});

const elements = z.array(z.looseObject({})).nullish();

export const bomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({ component: componentSchema.nullish() }).nullish(),
  components: z.array(componentSchema).nullish(),
  services: z.array(serviceSchema).nullish(),
  dependencies: z.array(z.looseObject({ ref: text, dependsOn: scalars })).nullish(),
  vulnerabilities: z
    .array(z.looseObject({ id: text, affects: z.array(z.looseObject({ ref: text })).nullish(), ratings: elements, analysis: z.looseObject({}).nullish() }))
    .nullish(),
  annotations: elements,
  blueprints: elements,
});

const named = z.array(z.looseObject({ symbolic_name: z.string(), title: text, description: text }));
const end = z.looseObject({ object: z.string() });

/** The OWASP threat model library's document (its schema 1.0). */
export const librarySchema = z.looseObject({
  version: text,
  scope: z.looseObject({ title: z.string() }),
  trust_zones: named.optional(),
  trust_boundaries: z.array(z.looseObject({ trust_zone_a: z.string(), trust_zone_b: z.string() })).optional(),
  actors: named.optional(),
  components: named.optional(),
  data_stores: named.optional(),
  data_sets: named.optional(),
  data_flows: z.array(z.looseObject({ symbolic_name: z.string(), title: text, source: end, destination: end })).optional(),
  assumptions: elements,
  threat_personas: named.optional(),
  threats: named.optional(),
  controls: named.optional(),
  risks: named.optional(),
  diagrams: elements,
});
