import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { checkPlaybook } from './check.ts';

const CACAO = vectors('operations/cacao');
const SHIPPED = new URL('../../../playbooks/', import.meta.url).pathname;

function published() {
  const root = join(CACAO ?? '', 'schemas');
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.json')) continue;
    // Their own ids are the names of folders, several times the same: a file is known by its path instead.
    ajv.addSchema({ ...(JSON.parse(readFileSync(join(root, name), 'utf8')) as object), $id: `https://cacao.example/${name}` });
  }
  return (document: unknown) => ajv.validate('https://cacao.example/playbook.json', document);
}

type Node = { [key: string]: unknown } | unknown[];

/** The document with what stands at some place taken out or exchanged; `path` chooses a way down. */
function changed(text: string, path: readonly number[], put: unknown): unknown {
  const document = JSON.parse(text) as Node;
  let node = document;
  for (const turn of path) {
    const keys = Object.keys(node);
    const key = keys[turn % keys.length];
    if (key === undefined) break;
    const below = (node as Record<string, unknown>)[key];
    if (typeof below === 'object' && below !== null && turn % 5 !== 0) {
      node = below as Node;
      continue;
    }
    if (put === undefined) delete (node as Record<string, unknown>)[key];
    else (node as Record<string, unknown>)[key] = put;
    break;
  }
  return document;
}

describe.runIf(CACAO !== undefined)('the shape of a playbook', () => {
  const texts = [
    ...['examples', 'test/playbooks'].flatMap((folder) =>
      readdirSync(join(CACAO ?? '', folder)).map((name) => readFileSync(join(CACAO ?? '', folder, name), 'utf8')),
    ),
    ...readdirSync(SHIPPED).map((name) => readFileSync(join(SHIPPED, name), 'utf8')),
  ];

  it('is refused wherever the published schemas refuse it', () => {
    const valid = published();
    const put = fc.constantFrom<unknown>(undefined, null, 1, -1, 1.5, '', 'x', true, [], {}, ['x'], { x: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(fc.nat(30), { minLength: 1, maxLength: 8 }), put, (text, path, value) => {
        const document = changed(text, path, value);
        if (!valid(document)) expect(checkPlaybook(JSON.stringify(document), 'p.json').faults).not.toEqual([]);
      }),
    );
  });

  it('of what is shipped is taken by the published schemas', () => {
    const valid = published();
    for (const name of readdirSync(SHIPPED)) expect(valid(JSON.parse(readFileSync(join(SHIPPED, name), 'utf8'))), name).toBe(true);
  });
});
