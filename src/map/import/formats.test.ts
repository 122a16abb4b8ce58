import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import type { ServiceMap } from '../model.ts';
import { readMap } from '../read.ts';
import { IMPORTERS, type ImportFormat } from './index.ts';

// Small models of our own, so that what an import means is tested where the vectors are not at hand.

function imported(format: ImportFormat, source: unknown): { map: ServiceMap; carried: Readonly<Record<string, number>> } {
  const { map, carried, lost } = IMPORTERS[format](JSON.stringify(source), 'model.json');
  expect(lost).toEqual([]);
  return { map: readMap(JSON.stringify(map), 'imported.json'), carried };
}

function codes(format: ImportFormat, text: string): string[] {
  try {
    IMPORTERS[format](text, 'model.json');
  } catch (error) {
    if (error instanceof Refused) return error.faults.map((fault) => `${fault.code} ${fault.line ?? ''} ${fault.field ?? ''}`.trim());
    throw error;
  }
  return [];
}

const asset = { type: 'process', usage: 'business', used_as_client_by_human: false, out_of_scope: false };
const call = { protocol: 'https', authentication: 'client-certificate', vpn: false, data_assets_sent: ['orders'], data_assets_received: null };

describe('Threagile', () => {
  const source = {
    threagile_version: '1.0.0',
    title: 'Shop',
    data_assets: { Orders: { id: 'orders', confidentiality: 'strictly-confidential', integrity: 'critical', availability: 'archive' } },
    technical_assets: {
      Browser: {
        ...asset,
        id: 'browser',
        type: 'external-entity',
        technology: 'browser',
        used_as_client_by_human: true,
        internet: true,
        communication_links: { Orders: { ...call, target: 'shop' }, Nowhere: { ...call, target: 'gone' } },
      },
      Shop: {
        ...asset,
        id: 'shop',
        technologies: ['web-application'],
        internet: true,
        multi_tenant: true,
        data_assets_stored: ['orders', 'unheard-of'],
        communication_links: { 'Sign-in': { ...call, protocol: 'ldap', authentication: 'credentials', target: 'ldap' } },
      },
      Directory: { ...asset, id: 'ldap', technology: 'ldap-server', communication_links: null },
      'A key': { ...asset, id: 'Very Odd ID!', technology: 'quantum-oracle', type: 'datastore' },
    },
    trust_boundaries: {
      Outer: { id: 'outer', type: 'network-on-prem', technical_assets_inside: ['shop'], trust_boundaries_nested: ['inner'] },
      Inner: { id: 'inner', technical_assets_inside: ['ldap'], trust_boundaries_nested: ['outer'] },
    },
    shared_runtimes: { Host: { id: 'host', technical_assets_running: ['shop', 'ldap'] } },
    risk_tracking: { 'unencrypted-asset@shop': { status: 'accepted', justification: 'why' } },
    questions: { 'Is it so?': '', 'And this?': 'yes' },
  };
  const { map } = imported('threagile', source);
  const part = (id: string): ServiceMap['parts'][number] | undefined => map.parts.find((each) => each.id === id);

  it('turns technologies, the Internet, data and ratings into parts, interfaces, whereabouts and needs', () => {
    expect(map.parts.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'browser app',
      'internet network',
      'shop server',
      'ldap identity-provider',
      'very-odd-id datastore',
      'host server',
    ]);
    expect(part('browser')?.attached).toEqual(['internet']);
    expect(part('shop')?.facts).toEqual({ 'multi-tenant': true, 'internet-facing': true });
    expect(part('shop')?.interfaces).toEqual([{ id: 'https', protocol: 'https', purpose: 'user-api', on: ['internet'], authentication: 'certificate' }]);
    expect(map.assets[0]?.needs).toMatchObject({ confidentiality: 4, integrity: 3, availability: 0 });
    expect(map.assets[0]?.at).toEqual([{ part: 'shop', state: 'at-rest' }]);
  });

  it('reads encryption off the protocol and infers who authenticates whom', () => {
    expect(map.flows.map((flow) => [flow.to, flow.encryption, flow.authentication])).toEqual([
      ['shop', 'transport', 'mutual-tls'],
      ['ldap', 'none', 'password'],
    ]);
    expect(map.links.map(({ type, from, to }) => `${from} ${type} ${to}`)).toEqual(['host hosts shop', 'host hosts ldap', 'ldap authenticates shop']);
  });

  it('breaks a ring of boundaries and notes what the source does not define', () => {
    expect(map.zones.map(({ id, within }) => `${id} in ${within}`)).toEqual(['outer in undefined', 'inner in outer']);
    const dangling = map.notes.filter((note) => note.status === 'dangling reference').map((note) => note.title);
    expect(dangling).toHaveLength(2);
    expect(dangling.join('\n')).toMatch(/unheard-of[\s\S]*gone|gone[\s\S]*unheard-of/);
    expect(map.notes.filter((note) => note.kind === 'question').map((note) => note.status)).toEqual(['unanswered', 'answered']);
    expect(map.notes.find((note) => note.kind === 'risk-decision')).toMatchObject({ status: 'accepted', on: ['shop'] });
  });
});

/** An id that says nothing to people, so that the name is used. */
const OPAQUE = '95963020-9749-4861-a73d-69252efe0607';

describe('Threat Dragon', () => {
  const box = (id: string, shape: string, type: string, name: string, x: number, y: number, width: number, more: object = {}): object => ({
    id,
    shape,
    position: { x, y },
    size: { width, height: width },
    data: { type, name, ...more },
  });
  const { map, carried } = imported('threat-dragon', {
    version: '2.0',
    summary: { title: 'Home' },
    detail: {
      contributors: [],
      diagrams: [
        {
          id: 0,
          title: 'Main',
          cells: [
            box('z', 'trust-boundary-box', 'tm.BoundaryBox', 'Cloud', 0, 0, 500),
            box('y', 'trust-boundary-box', 'tm.BoundaryBox', 'Vault', 10, 10, 100),
            box('s', 'store', 'tm.Store', 'Keys', 20, 20, 20, { storesCredentials: true }),
            box(OPAQUE, 'process', 'tm.Process', 'API', 300, 300, 50, {
              threats: [{ id: 't', title: 'Guess', severity: 'High', status: 'Open', mitigation: 'Limit tries' }],
            }),
            box('a', 'actor', 'tm.Actor', 'Owner', 900, 0, 50),
            {
              id: 'f',
              shape: 'flow',
              source: { cell: 'a' },
              target: { cell: OPAQUE },
              data: { type: 'tm.Flow', name: 'sign in', protocol: 'HTTPS', isPublicNetwork: true },
            },
            { id: 'g', shape: 'flow', source: { cell: 'a' }, target: { x: 1, y: 2 }, data: { type: 'tm.Flow', name: 'loose' } },
          ],
        },
        { id: 1, title: 'Empty', cells: [] },
      ],
    },
  });

  it('puts what is drawn inside a boundary inside the smallest zone', () => {
    expect(map.zones.map(({ id, within }) => `${id} in ${within}`)).toEqual(['z in undefined', 'y in z']);
    expect(map.parts.map(({ id, kind, zone }) => `${id} ${kind} ${zone}`)).toEqual([
      's datastore y',
      'api server z',
      'a role undefined',
      'internet network undefined',
    ]);
  });

  it('carries flows, threats and mitigations, and notes an arrow with a loose end', () => {
    expect(map.flows).toMatchObject([{ from: 'a', to: 'api', protocol: 'https', encryption: 'transport', over: ['internet'] }]);
    expect(carried).toEqual({ actor: 1, boundary: 2, diagram: 2, flow: 2, mitigation: 1, process: 1, store: 1, threat: 1 });
    expect(map.notes.find((note) => note.kind === 'threat')).toMatchObject({
      on: ['api'],
      severity: 'High',
      answeredBy: [map.notes.find((note) => note.kind === 'mitigation')?.id],
    });
    expect(map.notes.some((note) => note.title.includes('loose'))).toBe(true);
  });

  it('reads the cells of version 1', () => {
    const old = imported('threat-dragon', {
      summary: { title: 'Old' },
      detail: {
        diagrams: [{ title: 'D', diagramJson: { cells: [{ id: 'a', type: 'tm.Process', attrs: { text: { text: 'Web' } }, threats: [{ title: 'T' }] }] } }],
      },
    });
    expect(old.map.parts.map((part) => part.name)).toEqual(['Web']);
    expect(old.carried['threat']).toBe(1);
  });
});

describe('Open Threat Model', () => {
  it('hosts children, finds their zone, and faces the Internet where its zone calls', () => {
    const { map } = imported('otm', {
      otmVersion: '0.2.0',
      project: { id: 'p', name: 'P' },
      trustZones: [
        { id: 'i', name: 'Internet', risk: { trustRating: 1 } },
        { id: 'c', name: 'Cloud', risk: { trustRating: 60 } },
      ],
      components: [
        { id: 'w', name: 'Web client', type: 'web-client', parent: { trustZone: 'i' } },
        { id: 'v', name: 'Cluster', type: 'ec2', parent: { trustZone: 'c' } },
        {
          id: 's',
          name: 'Orders',
          type: 'web-service',
          parent: { component: 'v' },
          assets: { stored: ['d'] },
          threats: [{ threat: 't', state: 'exposed', mitigations: [{ mitigation: 'm', state: 'implemented' }, null] }],
        },
      ],
      dataflows: [
        { id: 'f', name: 'Order', source: 'w', destination: 's', bidirectional: true, assets: ['d'] },
        { id: 'g', name: 'Odd', source: 'w', destination: 'c' },
      ],
      assets: [{ id: 'd', name: 'Data', risk: { confidentiality: 60, integrity: 100, availability: 0 } }],
      threats: [{ id: 't', name: 'T', risk: { likelihood: 1, impact: 75 } }],
      mitigations: [{ id: 'm', name: 'M', riskReduction: 5 }],
    });
    const orders = map.parts.find((part) => part.name === 'Orders');
    expect(orders).toMatchObject({ zone: 'c', facts: { 'internet-facing': true } });
    expect(map.links).toMatchObject([{ type: 'hosts', from: 'v', to: orders?.id }]);
    expect(map.flows.map((flow) => flow.returns)).toEqual([['d'], undefined]);
    expect(map.parts.find((part) => part.id === map.flows[1]?.to)?.kind).toBe('network');
    expect(map.notes.map(({ kind, on, status }) => [kind, on, status])).toEqual([
      ['threat', [orders?.id], 'exposed'],
      ['mitigation', [orders?.id], 'implemented'],
    ]);
  });
});

describe('CycloneDX', () => {
  it('reads services with endpoints, zones and data', () => {
    const { map, carried } = imported('cyclonedx', {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      services: [
        {
          'bom-ref': 'a',
          name: 'Shop',
          endpoints: ['https://shop.example/api'],
          authenticated: false,
          'x-trust-boundary': true,
          trustZone: 'DMZ',
          data: [{ flow: 'outbound', classification: 'PII', name: 'Orders', destination: ['b'] }],
          services: [{ 'bom-ref': 'c', name: 'Cart' }],
        },
        { 'bom-ref': 'b', name: 'Billing' },
      ],
      dependencies: [{ ref: 'b', dependsOn: ['a'] }],
      vulnerabilities: [{ id: 'CVE-2020-1', affects: [{ ref: 'a' }], ratings: [{ severity: 'high' }] }],
    });
    expect(carried).toEqual({ 'data class': 1, 'data flow': 1, dependency: 1, service: 3, vulnerability: 1 });
    expect(map.parts.find((part) => part.name === 'Shop')).toMatchObject({
      zone: 'dmz',
      facts: { 'internet-facing': true },
      interfaces: [{ id: 'https', on: ['internet'], authentication: 'none' }],
    });
    expect(map.flows.map(({ from, to }) => `${from} ${to}`)).toEqual(['a b', 'b a']);
    expect(map.notes).toMatchObject([{ kind: 'threat', on: ['a'], severity: 'high' }]);
  });

  it('reads a document of the threat model library', () => {
    const { map, carried } = imported('cyclonedx', {
      version: '1.0',
      scope: { title: 'Shop', tier: 'important' },
      trust_zones: [
        { symbolic_name: 'internet', title: 'Internet', description: '' },
        { symbolic_name: 'cloud', title: 'Cloud', description: '' },
      ],
      trust_boundaries: [{ trust_zone_a: 'internet', trust_zone_b: 'cloud' }],
      actors: [{ symbolic_name: 'user', title: 'User', description: '', type: 'user', trust_zone: 'internet' }],
      components: [
        { symbolic_name: 'web', title: 'Web shop', description: '', trust_zone: 'cloud' },
        { symbolic_name: 'cart', title: 'Cart', description: '', parent_component: 'web' },
      ],
      data_stores: [{ symbolic_name: 'db', title: 'Orders', description: '', type: 'sql' }],
      data_sets: [
        { symbolic_name: 'orders', title: 'Orders', description: '', placements: [{ data_store: 'db', encrypted: true }], data_sensitivity: ['pii'] },
      ],
      data_flows: [
        {
          symbolic_name: 'buy',
          title: 'Buy',
          description: '',
          source: { type: 'actor', object: 'user' },
          destination: { type: 'component', object: 'web' },
          encrypted: true,
        },
      ],
      threat_personas: [{ symbolic_name: 'thief', title: 'Thief', description: '', skill_level: 'oc_sponsored', access_level: 'anonymous' }],
      threats: [{ symbolic_name: 'steal', title: 'Steal', description: '', components_affected: ['web'], threat_persona: 'thief' }],
      controls: [{ symbolic_name: 'guard', title: 'Guard', description: '', threats: ['steal'], status: 'active' }],
      risks: [{ symbolic_name: 'loss', title: 'Loss', description: '', threats: ['steal'], level: 'high' }],
      assumptions: [{ description: 'All is well', validity: 'unconfirmed' }],
    });
    expect(carried).toMatchObject({
      'trust zone': 2,
      'trust boundary': 1,
      actor: 1,
      component: 2,
      'data store': 1,
      'data set': 1,
      'data flow': 1,
      'threat persona': 1,
      threat: 1,
      control: 1,
      risk: 1,
      assumption: 1,
    });
    expect(map.parts.find((part) => part.name === 'Web shop')?.facts).toEqual({ 'internet-facing': true });
    expect(map.assets[0]).toMatchObject({ needs: { confidentiality: 3, privacy: 3 }, personal: { category: 'ordinary' }, at: [{ part: 'db' }] });
    expect(map.actors.find((actor) => actor.id === 'thief')).toMatchObject({ capability: 'expert', starts: [{ access: 'reach' }] });
  });

  it('takes the libraries of a software BOM as code at its subject', () => {
    const { map } = imported('cyclonedx', {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      metadata: { component: { type: 'application', name: 'Hub firmware' } },
      components: [{ type: 'library', name: 'zlib', version: '1.2', purl: 'pkg:generic/zlib@1.2' }],
    });
    expect(map.parts.map((part) => part.name)).toEqual(['Hub firmware']);
    expect(map.assets).toMatchObject([{ name: 'zlib 1.2', kind: 'code', at: [{ part: map.parts[0]?.id, state: 'in-use' }] }]);
  });
});

describe('what is not of the format', () => {
  it.each<readonly [ImportFormat, string, string]>([
    ['threagile', '{"otmVersion": "1"}', 'ASSAY-MAP-060 1 '],
    ['otm', '{"bomFormat": "CycloneDX"}', 'ASSAY-MAP-060 1 '],
    ['cyclonedx', '[]', 'ASSAY-MAP-060 1 '],
    ['threat-dragon', '{"a": 1}', 'ASSAY-MAP-060 1 '],
    ['threat-dragon', '{"summary": {"titled": "x"},\n "details": 1}', 'ASSAY-MAP-010 1 summary.title'],
    ['otm', '{"otmVersion": "1", "project": {"name": "P", "id": "p"},\n "components": [{"id": [], "name": "x"}]}', 'ASSAY-MAP-012 2 components[0].id'],
    ['threagile', 'threagile_version: 1\ntechnical_assets:\n  A: 5\n', 'ASSAY-MAP-012 3 technical_assets.A'],
    ['cyclonedx', '{"bomFormat": "CycloneDX", "specVersion": 1.6}', 'ASSAY-MAP-012 1 specVersion'],
    ['threagile', 'technical_assets: {', 'ASSAY-MAP-002'],
  ])('%s: %s', (format, text, expected) => {
    expect(codes(format, text).join('\n')).toContain(expected.trim());
  });
});
