import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Opened, openServer, type Visitor } from './visitor.ts';

// Documents of other people name other places: schemas, entities, imports, repositories. A trap listens where they all point to, and nobody comes.

let house: Opened;
let ada: Visitor;
let trap: Server;
let at: string;
let connections = 0;
const base64 = (text: string) => Buffer.from(text).toString('base64');

beforeAll(async () => {
  trap = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => trap.listen(0, '127.0.0.1', listening));
  at = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
  house = await openServer();
  ada = house.visitor();
  await ada.join(house.server.setupUrl ?? '', 'Ada');
});
afterAll(async () => {
  await house?.close();
  await new Promise((closed) => trap.close(closed));
});

const entity = () => `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "${at}/entity"><!ENTITY % b SYSTEM "${at}/parameter"> %b;]>`;

const MODELS: Readonly<Record<string, () => string>> = {
  'otm.json': () =>
    JSON.stringify({
      $schema: `${at}/schema`,
      otmVersion: '0.1.0',
      project: { name: 'P', id: 'p', owner: `${at}/owner` },
      representations: [{ name: 'Code', id: 'code', type: 'code', repository: { url: `${at}/repository` } }],
      components: [{ id: 'c', name: `${at}/name`, type: 'web', parent: { trustZone: 'z' } }],
      trustZones: [{ id: 'z', name: 'Z', type: 'z', risk: { trustRating: 1 } }],
    }),
  'threagile.yaml': () =>
    `# yaml-language-server: $schema=${at}/schema\nthreagile_version: 1.0.0\ntitle: ${at}/title\nauthor:\n  name: A\n  homepage: ${at}/home\n`,
  'dragon.json': () => JSON.stringify({ version: '2.0.0', summary: { title: at }, detail: { diagrams: [], contributors: [], reviewer: at } }),
  'bom.cdx.json': () =>
    JSON.stringify({
      $schema: `${at}/schema`,
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { type: 'application', name: 'x', externalReferences: [{ type: 'website', url: at }] } },
    }),
  'bom.xml': () =>
    `${entity()}<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><component type="application"><name>&a;</name></component></metadata></bom>`,
  'anchors.yaml': () => `assay: service/1\nservice: !include ${at}/service.yaml\n`,
  'pictures.svg': () =>
    `${entity()}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="${at}/image"/>&a;</svg>`,
};

const EVIDENCE: Readonly<Record<string, () => string>> = {
  'scan.sarif': () =>
    JSON.stringify({
      $schema: `${at}/schema`,
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'x', informationUri: at, rules: [{ id: 'r', helpUri: at }] } },
          originalUriBaseIds: { SRC: { uri: `${at}/` } },
          externalPropertyFileReferences: { results: [{ location: { uri: `${at}/results` } }] },
          results: [{ ruleId: 'r', message: { text: at }, locations: [{ physicalLocation: { artifactLocation: { uri: `${at}/file` } } }] }],
        },
      ],
    }),
  'junit.xml': () => `${entity()}<testsuites><testsuite name="&a;"><testcase name="x"/></testsuite></testsuites>`,
  'bom.cdx.json': () => MODELS['bom.cdx.json']?.() ?? '',
  'rows.csv': () => `subject,claim,value\n=HYPERLINK("${at}"),x,y\n`,
};

const STANDARDS: Readonly<Record<string, () => string>> = {
  'profile.json': () =>
    JSON.stringify({
      profile: {
        uuid: '5f1a3d4e-2f4c-4b5a-9c1d-0123456789ab',
        metadata: { title: 'P', 'last-modified': '2026-01-01T00:00:00Z', version: '1', 'oscal-version': '1.1.2' },
        imports: [{ href: `${at}/catalog.json`, 'include-all': {} }],
        'back-matter': { resources: [{ uuid: '5f1a3d4e-2f4c-4b5a-9c1d-0123456789ac', rlinks: [{ href: `${at}/catalog.json` }] }] },
      },
    }),
  'profile.xml': () =>
    `${entity()}<profile xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="5f1a3d4e-2f4c-4b5a-9c1d-0123456789ab"><metadata><title>&a;</title></metadata><import href="${at}/catalog.xml"><include-all/></import></profile>`,
};

async function asked(path: string, body: unknown) {
  house.pass(15);
  const answer = await ada.ask('POST', path, body);
  expect(answer.status).toBeLessThan(500);
  expect(answer.status).not.toBe(429);
  expect(answer.status).not.toBe(401);
  return answer;
}

describe('nothing is fetched', () => {
  it.each(Object.keys(MODELS))('for a model: %s', async (file) => {
    const text = MODELS[file]?.() ?? '';
    await asked('/api/map/import', { text, file });
    await asked('/api/map/check', { yaml: text, file });
    expect(connections).toBe(0);
  });

  it.each(Object.keys(EVIDENCE))('for evidence: %s', async (file) => {
    await asked('/api/services/camera-service/evidence/import', { files: [{ name: file, base64: base64(EVIDENCE[file]?.() ?? '') }], dryRun: true });
    expect(connections).toBe(0);
  });

  it.each(Object.keys(STANDARDS))('for a standard: %s', async (file) => {
    await asked('/api/services/camera-service/standards/import', {
      file: { name: file, base64: base64(STANDARDS[file]?.() ?? '') },
      dryRun: true,
      reason: 'To see what it would bring.',
    });
    expect(connections).toBe(0);
  });

  it('for an identity provider that somebody would like the server to visit: it is refused, or proposed and not visited', async () => {
    house.pass(15);
    await ada.prove();
    const { body: now } = await ada.ask('GET', '/api/settings');
    const answer = await ada.ask('PUT', '/api/settings', {
      settings: { ...(now['settings'] as object), provider: { issuer: at, label: 'Elsewhere', clientId: 'x', clientSecret: 'y' } },
      from: now['from'] ?? now['digest'],
      reason: 'To see whether the server goes there.',
    });
    expect(answer.status === 202 || (answer.status >= 400 && answer.status < 500)).toBe(true);
    expect(connections).toBe(0);
  });

  it('and the trap would have told', async () => {
    await fetch(at).catch(() => undefined);
    expect(connections).toBe(1);
  });
});
