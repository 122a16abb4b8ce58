import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BESIDE = fileURLToPath(new URL('../../shared/vectors', import.meta.url));

/**
 * The path of a folder or file of test inputs that nobody here wrote: under `ASSAY_VECTORS`, else in `../shared/vectors` beside the checkout.
 * In CI a missing one is an error; elsewhere `undefined`, and the suite that asked says by name what it left out.
 */
export function vectors(path: string): string | undefined {
  const full = `${process.env['ASSAY_VECTORS'] ?? BESIDE}/${path}`;
  if (existsSync(full)) return full;
  if (process.env['CI'] !== undefined) throw new Error(`test vectors are missing: ${path} (set ASSAY_VECTORS)`);
  return undefined;
}
