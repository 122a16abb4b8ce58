import { z } from 'zod';

// Threagile's document as far as the importer relies on it; everything else is kept as it stands. Optional throughout where
// Threagile's own reader is lenient, because models in the wild leave much out.

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const scalars = z.array(scalar).nullish();
const text = scalar.optional();

const linkSchema = z.looseObject({
  target: z.union([z.string(), z.number()]),
  protocol: text,
  authentication: text,
  tags: scalars,
  data_assets_sent: scalars,
  data_assets_received: scalars,
});

const technicalAssetSchema = z.looseObject({
  id: text,
  type: text,
  technology: text,
  technologies: scalars,
  tags: scalars,
  data_assets_processed: scalars,
  data_assets_stored: scalars,
  communication_links: z.record(z.string(), linkSchema).nullish(),
});

const members = z.record(z.string(), z.looseObject({ id: text, tags: scalars })).nullish();

export const threagileSchema = z.looseObject({
  title: text,
  data_assets: members,
  technical_assets: z.record(z.string(), technicalAssetSchema).nullish(),
  trust_boundaries: z
    .record(z.string(), z.looseObject({ id: text, tags: scalars, technical_assets_inside: scalars, trust_boundaries_nested: scalars }))
    .nullish(),
  shared_runtimes: z.record(z.string(), z.looseObject({ id: text, tags: scalars, technical_assets_running: scalars })).nullish(),
  individual_risk_categories: z
    .record(z.string(), z.looseObject({ id: text, risks_identified: z.record(z.string(), z.looseObject({}).nullable()).nullish() }))
    .nullish(),
  risk_tracking: z.record(z.string(), z.looseObject({}).nullable()).nullish(),
  questions: z.record(z.string(), scalar).nullish(),
  abuse_cases: z.record(z.string(), scalar).nullish(),
  security_requirements: z.record(z.string(), scalar).nullish(),
});
