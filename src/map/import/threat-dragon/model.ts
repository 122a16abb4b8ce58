import { z } from 'zod';

// Threat Dragon's document as far as the importer relies on it. Version 1 put a cell's name and threats on the cell itself, version 2
// into `data`; both are read.

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const text = scalar.optional();

const threats = z.array(z.looseObject({ id: text, title: text, status: text, severity: text, mitigation: text, description: text })).nullish();

const cellSchema = z.looseObject({
  id: z.union([z.string(), z.number()]),
  shape: z.string().optional(),
  type: z.string().optional(),
  data: z.looseObject({ type: z.string().optional(), name: text, threats }).nullish(),
  threats,
  source: z.looseObject({}).nullish(),
  target: z.looseObject({}).nullish(),
  position: z.looseObject({}).nullish(),
  size: z.looseObject({}).nullish(),
});

const cells = z.array(cellSchema).nullish();

export const threatDragonSchema = z.looseObject({
  version: text,
  summary: z.looseObject({ title: z.string() }),
  detail: z.looseObject({
    diagrams: z.array(z.looseObject({ title: text, diagramType: text, cells, diagramJson: z.looseObject({ cells }).nullish() })),
  }),
});
