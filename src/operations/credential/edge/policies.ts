import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../../core/index.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import type { PolicyFact } from '../audit/facts.ts';
import { policyFact } from '../audit/policy.ts';

const MOST_BYTES = 256 * 1024;
const MOST_FILES = 50;

/** Every policy that decides over a fleet: what Assay ships, and each `.cedar` file of the operator's folder. `undefined` where one of them cannot be read: then nothing can be said of any. */
export async function policyFacts(shipped: string, folder: string): Promise<readonly PolicyFact[] | undefined> {
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.cedar') && !name.startsWith('.')) : [];
  if (names.length > MOST_FILES) return undefined;
  const texts = [shipped, ...names.sort().map((name) => readTextFile(join(folder, name), { bytes: MOST_BYTES }))];
  const facts: PolicyFact[] = [];
  for (const text of texts) {
    const parts = cedar.policySetTextToParts(text);
    if (parts.type === 'failure') return undefined;
    for (const policy of parts.policies) {
      const read = cedar.policyToJson(policy);
      if (read.type === 'failure') return undefined;
      const { annotations = {} } = read.json as { readonly annotations?: { readonly id?: string | null } };
      facts.push(policyFact(annotations.id ?? `policy ${facts.length + 1}`, read.json as unknown as Json));
    }
  }
  return facts;
}
