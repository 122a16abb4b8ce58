import type { z } from 'zod';
import type { Fault, Json } from '../../core/index.ts';
import { importFaults } from './faults.ts';
import { fieldPath, foundAt, shapeAt } from './place.ts';

export function shapeFault(context: { readonly file: string }, field: string, expected: string, found: string): Fault {
  return importFaults.fault('003', {
    message: `"${field}" is no ${expected.replace(/^(?:an?|the) /, '')}`,
    file: context.file,
    field,
    expected,
    found,
    remedy: 'Give the report as its tool wrote it, or have the tool mended.',
  });
}

/** What a schema finds wrong. `format`: the format and its edition, for what no schema can put in words. */
export function issueFault(issue: z.core.$ZodIssue, document: Json, file: string, format: string, quoted: 'values' | 'shapes' = 'values'): Fault {
  const expected =
    issue.code === 'invalid_type'
      ? `a value of type ${issue.expected}`
      : issue.code === 'invalid_value'
        ? issue.values.map(String).join(' or ')
        : `what ${format} has there`;
  return shapeFault({ file }, fieldPath(issue.path), expected, quoted === 'values' ? foundAt(document, issue.path) : shapeAt(document, issue.path));
}
