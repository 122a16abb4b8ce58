import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { LIBRARY } from './index.ts';

const known = new Set(LIBRARY.map((template) => template.id));

/** Each traversable relation of the source-hosting schema (BloodHound OpenGraph, GitHub extension 1.3.1) and the steps that do its work here. */
const RELATIONS: Readonly<Record<string, readonly string[]>> = {
  GH_ManageEnterpriseAdmins: ['administrator-signed-in', 'excess-rights'],
  GH_ManageEnterpriseMembers: ['sign-in-forged', 'administrator-signed-in'],
  GH_ManageEnterpriseOrganizationAdmins: ['administrator-signed-in', 'excess-rights'],
  GH_InheritedFrom: ['command-what-it-rules'],
  GH_HasRunner: ['host-rules-guest', 'deployed-by-hand'],
  GH_Owns: ['command-what-it-rules', 'owner-overrides'],
  GH_HasRole: ['account-becomes-person'],
  GH_MemberOf: ['account-becomes-person'],
  GH_HasBaseRole: ['account-becomes-person', 'excess-rights'],
  GH_AdminTo: ['administrator-signed-in', 'owner-overrides'],
  GH_WriteOrganizationCustomOrgRole: ['excess-rights'],
  GH_CanEditProtection: ['owner-overrides'],
  GH_CanReadSecret: ['build-secret-taken', 'secret-in-source'],
  GH_CanReadSecretScanningAlert: ['unlisted-secret-in-source'],
  GH_HasSecret: ['build-secret-taken'],
  GH_HasVariable: ['build-secret-taken', 'members-read'],
  GH_ValidToken: ['credential-used', 'stray-machine-token'],
  GH_InstalledAs: ['consent-phish', 'stray-machine-token'],
  GH_CanUseRunner: ['build-job-rewritten', 'build-script-runs'],
  GH_CanCreateRepositoryWithRunnerAccess: ['build-job-rewritten'],
  GH_CanWriteBranch: ['push-alone', 'push-together'],
  GH_CanCreateBranch: ['push-alone', 'build-script-runs'],
  GH_CanCreateEnvironment: ['build-job-rewritten'],
  GH_CanEditEnvironment: ['owner-overrides', 'build-secret-taken'],
  GH_CanAssumeIdentity: ['own-key-used', 'deployed-by-hand'],
  GH_SyncedTo: ['ride-sign-on-critical', 'identity-provider-opens'],
  GH_CanPwnRequest: ['stranger-builds'],
  GH_CanDeployToEnvironment: ['deployed', 'deployed-by-hand'],
};

const schema = vectors('business/opengraph-github-schema.json');

describe.skipIf(schema === undefined)('the source-hosting schema (vectors business/opengraph-github-schema.json)', () => {
  if (schema === undefined) return;
  const declared = JSON.parse(readFileSync(schema, 'utf8')) as { relationship_kinds: readonly { name: string; is_traversable: boolean }[] };

  it('has no traversable relation without a counterpart', () => {
    const traversable = declared.relationship_kinds.filter((relation) => relation.is_traversable).map((relation) => relation.name);
    expect(traversable).toHaveLength(28);
    expect(Object.keys(RELATIONS).toSorted()).toEqual(traversable.toSorted());
    expect(
      Object.values(RELATIONS)
        .flat()
        .filter((id) => !known.has(id)),
    ).toEqual([]);
  });
});

const emb3d = vectors('attack/emb3d/emb3d-stix-2.0.1.json');

interface Stix {
  readonly objects: readonly {
    type: string;
    id: string;
    source_ref?: string;
    target_ref?: string;
    relationship_type?: string;
    x_mitre_emb3d_threat_id?: string;
    x_mitre_emb3d_property_id?: string;
  }[];
}

/** Threats of EMB3D that no step stands for, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = { 'TID-225': 'traces altered on the device: what is then seen, not a way in' };

describe.skipIf(emb3d === undefined)('EMB3D 2.0.1 (vectors attack/emb3d)', () => {
  if (emb3d === undefined) return;
  const stix = JSON.parse(readFileSync(emb3d, 'utf8')) as Stix;
  const threats = stix.objects.flatMap((each) => each.x_mitre_emb3d_threat_id ?? []);
  const tagged = new Set(LIBRARY.flatMap((template) => template.techniques.filter((each) => each.startsWith('d:')).map((each) => each.slice(2))));

  it('knows every threat that a step is tagged with', () => {
    expect([...tagged].filter((id) => !threats.includes(id))).toEqual([]);
  });

  it('has a step for every threat, but for those left out with a reason', () => {
    expect(threats).toHaveLength(81);
    expect(threats.filter((id) => !tagged.has(id) && LEFT_OUT[id] === undefined)).toEqual([]);
  });

  it('reaches from every device property at least one step, by the threats it brings', () => {
    const byId = new Map(stix.objects.map((each) => [each.id, each]));
    const brought = stix.objects.flatMap((each) => {
      if (each.relationship_type !== 'relates-to') return [];
      const property = byId.get(each.source_ref ?? '')?.x_mitre_emb3d_property_id;
      const threat = byId.get(each.target_ref ?? '')?.x_mitre_emb3d_threat_id;
      return property === undefined || threat === undefined ? [] : [{ property, threat }];
    });
    expect(brought).toHaveLength(90);
    const covered = new Set(brought.filter(({ threat }) => tagged.has(threat)).map(({ property }) => property));
    const uncovered = [...new Set(brought.map(({ property }) => property))].filter((property) => !covered.has(property));
    expect(uncovered).toEqual([]);
  });
});
