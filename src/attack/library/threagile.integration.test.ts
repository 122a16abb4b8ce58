import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { importThreagile } from '../../map/import/threagile/index.ts';
import { readMap } from '../../map/read.ts';
import { attackGraphOf } from '../fleet/index.ts';
import type { AttackStep } from '../model.ts';
import { LIBRARY } from './index.ts';

/** Each category of risk that Threagile's own rules find on its example, and the steps that follow what it warns of to its end. */
const COUNTERPARTS: Readonly<Record<string, readonly string[]>> = {
  'accidental-secret-leak': ['secret-in-source', 'unlisted-secret-in-source', 'stray-machine-token', 'dependency-swapped'],
  'code-backdooring': ['dependency-turned', 'repository-rewritten', 'build-machine-entered', 'toolchain-turned', 'stranger-builds'],
  'container-baseimage-backdooring': ['host-rules-guest', 'deployed', 'deployed-by-hand'],
  'dos-risky-access-across-trust-boundary': ['flood-service', 'code-denies', 'onward-by-flow'],
  'ldap-injection': ['ask-without-asking-who', 'own-key-used', 'office-web-hole'],
  'missing-authentication': ['ask-without-asking-who'],
  'missing-authentication-second-factor': ['ask-without-asking-who', 'own-key-used'],
  'missing-cloud-hardening': ['misconfigured-server', 'guest-escapes', 'office-hole', 'known-hole-in-server'],
  'missing-file-validation': ['new-hole-in-server', 'file-carries-attack'],
  'missing-hardening': ['misconfigured-server', 'known-hole-in-server', 'office-hole', 'build-machine-entered'],
  'missing-identity-propagation': ['own-key-used'],
  'missing-vault': ['secret-in-store', 'office-new-hole'],
  'mixed-targets-on-shared-runtime': ['guest-escapes', 'host-rules-guest'],
  'path-traversal': ['onward-by-flow', 'ask-without-asking-who', 'file-carries-attack'],
  'push-instead-of-pull-deployment': ['deployed-by-hand'],
  'server-side-request-forgery': ['server-asked-to-ask'],
  'sql-nosql-injection': ['query-injected'],
  'unchecked-deployment': ['push-from-machine', 'dependency-turned', 'source-taken-in', 'deployed', 'deployed-by-hand'],
  'unencrypted-asset': ['code-reads', 'server-reads', 'server-reads-personal', 'disk-taken', 'members-read'],
  'unencrypted-communication': ['flow-listened-to', 'flow-listened-to-somewhere'],
  'unguarded-access-from-internet': ['exposed-to-the-internet', 'interface-in-reach', 'onward-by-flow', 'ask-without-asking-who'],
  'untrusted-deserialization': ['office-web-hole', 'new-hole-in-server', 'new-hole-in-store'],
  'xml-external-entity': ['office-web-hole', 'web-injection'],
};

const folder = vectors('models/threagile');

describe.skipIf(folder === undefined)('Threagile’s own risks on its example (vectors models/threagile)', () => {
  if (folder === undefined) return;
  const map = readMap(JSON.stringify(importThreagile(readFileSync(`${folder}/example.yaml`, 'utf8'), 'example.yaml').map), 'example.json');
  const graph = attackGraphOf(map, () => ({ verdict: 'unproven', evidence: [] }));
  const risks = readFileSync(`${folder}/example.expected-risk-ids.txt`, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const zoned = new Map(
    map.zones.map((zone) => [zone.id, map.parts.filter((part) => part.zone === zone.id || inside(part.zone, zone.id)).map((part) => part.id)]),
  );

  function inside(zone: string | undefined, outer: string): boolean {
    const within = map.zones.find((each) => each.id === zone)?.within;
    return within !== undefined && (within === outer || inside(within, outer));
  }

  /** Parts that a risk id names: `category@asset@…`, `category@asset>link@…`, or a trust boundary. */
  function partsOf(risk: string): readonly string[] {
    const names = risk
      .split('@')
      .slice(1)
      .flatMap((name) => name.split('>'));
    return names.flatMap((name) => (map.parts.some((part) => part.id === name) ? [name] : (zoned.get(name) ?? [])));
  }

  const about = (step: AttackStep, part: string): boolean =>
    [...step.from, step.to].some((id) => new RegExp(`(?:^|@)${part}(?:[.:@]|$)`).test(id)) ||
    step.id.includes(`${part}-`) ||
    step.closedBy.some((at) => at.subject === part);

  it('are 63, of categories that all have counterparts in the library', () => {
    expect(risks).toHaveLength(63);
    expect([...new Set(risks.map((risk) => risk.split('@')[0] ?? ''))].filter((category) => COUNTERPARTS[category] === undefined)).toEqual([]);
    const known = new Set(LIBRARY.map((template) => template.id));
    expect(
      Object.values(COUNTERPARTS)
        .flat()
        .filter((id) => !known.has(id)),
    ).toEqual([]);
  });

  it.each(risks)('%s has a step', (risk) => {
    const parts = partsOf(risk);
    expect(parts.length).toBeGreaterThan(0);
    const wanted = new Set(COUNTERPARTS[risk.split('@')[0] ?? '']);
    const found = graph.steps.filter((step) => wanted.has(step.template) && parts.some((part) => about(step, part)));
    expect(found.map((step) => step.id)).not.toEqual([]);
  });
});
