import { z } from 'zod';
import type { Json } from '../core/index.ts';
import { CLAIMS } from './claims/index.ts';
import { evidenceSchema } from './model.ts';

/** JSON Schema (2020-12) of one statement of evidence, made from the contract itself, for tools that write some. Claims are listed; what value each takes is in `$defs`. */
export function evidenceJsonSchema(): Json {
  const schema = JSON.parse(JSON.stringify(z.toJSONSchema(evidenceSchema, { io: 'input', unrepresentable: 'any' }))) as {
    properties: { [key: string]: Json };
    $defs?: { [key: string]: Json };
  };
  return {
    ...schema,
    $id: 'https://assay.invalid/schema/evidence.schema.json',
    title: 'Assay evidence',
    description: 'One statement about a subject of the map: what was seen, when, by what means, and for how long it may be relied on.',
    properties: { ...schema.properties, claim: { type: 'string', enum: CLAIMS.map((claim) => claim.id) } },
    $defs: {
      ...schema.$defs,
      ...Object.fromEntries(
        CLAIMS.map((claim) => [
          claim.id,
          {
            ...(JSON.parse(JSON.stringify(claim.value.toJSONSchema())) as { [key: string]: Json }),
            description: `It ${claim.whenTrue}. Good for at most ${claim.validFor}.`,
          },
        ]),
      ),
    },
  };
}
