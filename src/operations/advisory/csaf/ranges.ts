import { type Foreign, itemsOf } from '../finding.ts';
import { extensionShape } from './shape.ts';
import { type CsafTest, NEW } from './test.ts';

// Clauses 6.1.50, 6.1.59 and 6.1.60.1: ranges of versions, and what others put into a document.

const OPERATOR = /^(?:>=|<=|!=|<|>|=)?/;
const VERSION = /^[A-Za-z0-9._~%:+\-,@^()]+$/;

interface Range {
  readonly fault: string | undefined;
  readonly single: boolean;
}

/** Reads a range as VERS writes it, or its constraints alone. Of a type nothing is asked: which there are is still open. */
function readRange(name: string): Range {
  let constraints = name;
  if (name.startsWith('vers:')) {
    const slash = name.indexOf('/');
    const type = name.slice('vers:'.length, slash);
    if (slash < 0 || !/^[a-z][a-z0-9.+-]*$/.test(type)) return { fault: 'has no type after vers:', single: false };
    constraints = name.slice(slash + 1);
    if (constraints === '*') return { fault: undefined, single: false };
    if (type === 'all') return { fault: 'is of the type all, which has no other range than *', single: false };
  } else if (constraints === '*') return { fault: 'says all versions, which is written vers:all/*', single: false };
  const parts = constraints.split('|');
  const seen = new Set<string>();
  for (const part of parts) {
    const version = part.replace(OPERATOR, '');
    if (version === '' || !VERSION.test(version)) return { fault: `${JSON.stringify(part.slice(0, 60))} is no constraint`, single: false };
    if (seen.has(version)) return { fault: `has ${JSON.stringify(version.slice(0, 60))} twice`, single: false };
    seen.add(version);
  }
  return { fault: undefined, single: parts.length === 1 && /^=?[^<>!=]/.test(parts[0] as string) };
}

/** Every list of what others put in, and where it stands. */
function extensions(value: Foreign, path: string, depth: number, tell: (list: Foreign, path: string) => void): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) extensions(item, `${path}/${i}`, depth, tell);
  } else if (typeof value === 'object' && value !== null && depth < 200) {
    for (const [name, item] of Object.entries(value)) {
      if (name === 'x_extensions') tell(item, `${path}/x_extensions`);
      else if (typeof item === 'object') extensions(item, `${path}/${name}`, depth + 1, tell);
    }
  }
}

export const RANGE_TESTS: readonly CsafTest[] = [
  {
    id: '6.1.50',
    title: 'a range of versions is one',
    editions: NEW,
    find({ branches }, say) {
      for (const { category, name, path } of branches) {
        const fault = category === 'product_version_range' ? readRange(name).fault : undefined;
        if (fault !== undefined) say(`${path}/name`, fault);
      }
    },
  },
  {
    id: '6.1.59',
    title: 'a range is no single version',
    editions: NEW,
    find({ branches }, say) {
      for (const { category, name, path } of branches)
        if (category === 'product_version_range' && readRange(name).single) say(`${path}/name`, `${JSON.stringify(name)} is one version`);
    },
  },
  {
    id: '6.1.60.1',
    title: 'what others put in is of its shape',
    editions: NEW,
    find({ root }, say) {
      extensions(root, '', 0, (list, path) => {
        for (const [i, item] of itemsOf(list).entries()) {
          const found: { test: string; path: string; message: string }[] = [];
          extensionShape(item, `${path}/${i}`, found);
          for (const one of found) say(one.path, one.message);
        }
      });
    },
  },
];
