import { z } from 'zod';

// Open Threat Model as far as the importer relies on it; its published schema asks for more, tools in the wild give less.

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const text = scalar.optional();
const id = z.union([z.string(), z.number()]);
const scalars = z.array(scalar).nullish();

const instances = z
  .array(
    z
      .looseObject({
        threat: text,
        state: text,
        mitigations: z.array(z.looseObject({ mitigation: text, state: text }).nullable()).nullish(),
      })
      .nullable(),
  )
  .nullish();

const parent = z.looseObject({ trustZone: text, component: text }).nullish();

export const otmSchema = z.looseObject({
  otmVersion: z.union([z.string(), z.number()]),
  project: z.looseObject({ name: z.string(), id }),
  assets: z.array(z.looseObject({ id, name: text, risk: z.looseObject({}).nullish() })).nullish(),
  trustZones: z.array(z.looseObject({ id, name: text, parent, risk: z.looseObject({}).nullish() })).nullish(),
  components: z
    .array(
      z.looseObject({
        id,
        name: text,
        type: text,
        parent,
        tags: scalars,
        assets: z.looseObject({ processed: scalars, stored: scalars }).nullish(),
        threats: instances,
      }),
    )
    .nullish(),
  dataflows: z.array(z.looseObject({ id, name: text, source: id, destination: id, tags: scalars, assets: scalars, threats: instances })).nullish(),
  threats: z.array(z.looseObject({ id, name: text, risk: z.looseObject({}).nullish() })).nullish(),
  mitigations: z.array(z.looseObject({ id, name: text })).nullish(),
  representations: z.array(z.looseObject({ id, name: text })).nullish(),
});
