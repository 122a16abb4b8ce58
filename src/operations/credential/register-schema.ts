import { z } from 'zod';
import type { Json } from '../../core/index.ts';
import { registerSchema } from './register.ts';

/** JSON Schema (2020-12) of credentials.yaml for editors, made from the contract itself. */
export function registerJsonSchema(): Json {
  const schema = JSON.parse(JSON.stringify(z.toJSONSchema(registerSchema, { io: 'input', unrepresentable: 'any' }))) as { readonly [key: string]: Json };
  return {
    ...schema,
    $id: 'https://assay.invalid/schema/credentials.schema.json',
    title: 'Assay register of credentials',
    description:
      'Credentials that Assay cannot see for itself: owner, age and use, and never the secret. The first line of the file is "assay: credentials/1".',
  };
}
