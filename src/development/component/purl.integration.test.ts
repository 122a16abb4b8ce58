import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { Refused } from '../../core/index.ts';
import { type Purl, parsePurl, purlOf, purlText, readPurl } from './purl.ts';

interface Parts {
  readonly type: string | null;
  readonly namespace?: string | null;
  readonly name: string | null;
  readonly version?: string | null;
  readonly qualifiers?: Readonly<Record<string, string>> | null;
  readonly subpath?: string | null;
}

interface Case {
  readonly description: string;
  readonly test_group: 'required' | 'recommended';
  readonly test_type: 'parse' | 'build' | 'validate';
  readonly input: string | Parts;
  readonly expected_output?: string | Parts | null;
  readonly expected_failure?: boolean;
}

const folder = vectors('development/purl-spec');

describe.runIf(folder !== undefined)('the tests of the package-url specification', () => {
  const tests = join(folder ?? '', 'tests');
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  it.each(files.toSorted())('%s', (file) => {
    const { tests: cases } = JSON.parse(readFileSync(join(tests, file), 'utf8')) as { readonly tests: readonly Case[] };
    expect(cases.length).toBeGreaterThan(0);
    const wrong = cases.flatMap((each) => {
      const got = each.expected_failure === true ? refused(each) : answer(each);
      const wanted = each.expected_failure === true ? 'refused' : each.test_type === 'parse' ? full(each.expected_output as Parts) : each.expected_output;
      return JSON.stringify(got) === JSON.stringify(wanted) ? [] : [{ ...each, got }];
    });
    expect(wrong).toEqual([]);
  });
});

/** The required tests hold a reader to every rule; the recommended ones give it what is common and not canonical. */
function answer({ test_group, test_type, input }: Case): unknown {
  try {
    if (typeof input !== 'string') return purlText(purlOf(given(input)));
    const purl = test_group === 'required' ? parsePurl(input) : readPurl(input).purl;
    if (purl === undefined) return 'unreadable';
    return test_type === 'parse' ? partsOf(purl) : purlText(purl);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function refused(each: Case): string {
  try {
    return typeof each.input === 'string' ? purlText(parsePurl(each.input)) : purlText(purlOf(given(each.input)));
  } catch (error) {
    if (error instanceof Refused) return 'refused';
    throw error;
  }
}

function given({ type, namespace, name, version, qualifiers, subpath }: Parts) {
  return {
    type: type ?? '',
    name: name ?? '',
    qualifiers: new Map(Object.entries(qualifiers ?? {})),
    ...(namespace == null ? {} : { namespace }),
    ...(version == null ? {} : { version }),
    ...(subpath == null ? {} : { subpath }),
  };
}

function full({ type, namespace, name, version, qualifiers, subpath }: Parts): Parts {
  const sorted = Object.entries(qualifiers ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    type,
    namespace: namespace ?? null,
    name,
    version: version ?? null,
    qualifiers: sorted.length === 0 ? null : Object.fromEntries(sorted),
    subpath: subpath ?? null,
  };
}

function partsOf(purl: Purl): Parts {
  return full({ ...purl, qualifiers: Object.fromEntries(purl.qualifiers) });
}
