import type { Fault } from '../../core/index.ts';
import { importFaults } from './faults.ts';

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
