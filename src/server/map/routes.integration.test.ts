import { readFileSync } from 'node:fs';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import type { Problem } from '../model.ts';
import { type MapWorld, mapWorld } from './map.fixture.ts';
import type { CheckAnswer, CompareAnswer, ElementAnswer, ImportAnswer, MapAnswer, PutAnswer, StandingAnswer, VersionsAnswer } from './model.ts';

const YAML = `# Kept by hand.
assay: service/1
service: { id: bell, name: Doorbell }
parts:
  - { id: home, kind: network, name: Home network } # the router's
  - { id: unit, kind: device, name: Doorbell, attached: [home] }
  - { id: cloud, kind: server, name: Cloud }
flows:
  - { id: ring, from: unit, to: cloud, carries: [rings] }
assets:
  - { id: rings, name: Rings, kind: information, at: [{ part: cloud }] }
`;
const REASON = 'The doorbell has a second server now';

let world: MapWorld;
beforeAll(async () => {
  world = await mapWorld();
});
afterAll(() => world.close());

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const codes = async (answer: Promise<Response>): Promise<readonly [number, ...string[]]> => {
  const given = await answer;
  return [given.status, ...((await given.json()) as Problem).faults.map(({ code }) => code)];
};
const tagOf = (answer: Response) => answer.headers.get('etag') ?? '';

describe('a service is brought', () => {
  it('from YAML, with the act and who did it before its map on its ledger, and is listed', async () => {
    const id = await world.bring(YAML);
    expect(id).toBe('bell');
    const entries = world.services.get(id).ledger?.read(0 as never, 10) ?? [];
    expect(entries.map(({ type }) => type)).toEqual(['act.done', 'map.used']);
    expect(entries[0]?.body).toMatchObject({ action: 'service.create', actor: 'p_annaxxxxxxxxxxxxxxxx', about: { service: 'bell', from: 'yaml' } });
    const { services } = await json<{ services: unknown[] }>(world.send('GET', '/api/services'));
    expect(services).toEqual([expect.objectContaining({ id: 'bell', title: 'Doorbell', state: 'ready', outline: expect.objectContaining({ parts: 3 }) })]);
  });

  it('once: ASSAY-SERVER-017', async () => {
    expect(await codes(world.send('POST', '/api/services', { from: 'yaml', yaml: YAML }))).toEqual([409, 'ASSAY-SERVER-017']);
  });

  it('not at all where the text is no map, with every fault in its place', async () => {
    const problem = await json<Problem>(
      world.send('POST', '/api/services', { from: 'yaml', yaml: YAML.replace('bell,', 'other, x: 1,').replace('[rings]', '[ring]') }),
    );
    expect(problem.faults).toEqual([
      expect.objectContaining({ code: 'ASSAY-MAP-011', line: 3 }),
      expect.objectContaining({ code: 'ASSAY-MAP-022', line: 9, field: 'flows[0].carries[0]' }),
    ]);
    expect(world.services.has('other')).toBe(false);
  });

  it('from a drawing of one part', async () => {
    const drawing = { from: 'drawing', id: 'kettle', name: '<b>Kettle</b>', part: { kind: 'device', name: 'Kettle' } };
    const answer = await world.send('POST', '/api/services', drawing);
    expect(answer.status).toBe(201);
    await world.services.get('kettle').judge?.settled();
    const { map } = await json<MapAnswer>(world.send('GET', '/api/services/kettle/map'));
    expect(map.service.name).toBe('<b>Kettle</b>');
    expect(map.parts).toEqual([expect.objectContaining({ id: 'kettle-1', kind: 'device', name: 'Kettle' })]);
  });

  it('only by whoever may', async () => {
    expect(await codes(world.send('POST', '/api/services', { from: 'yaml', yaml: YAML }, {}, 'audit'))).toEqual([403, 'ASSAY-SERVER-003']);
  });

  it('and owes only standards that Assay holds: ASSAY-GAP-001 in its place', async () => {
    const check = await json<CheckAnswer>(
      world.send('POST', '/api/map/check', { yaml: YAML.replace('name: Doorbell }', 'name: Doorbell, owes: [cra, iso-9] }') }),
    );
    expect(check.faults).toEqual([expect.objectContaining({ code: 'ASSAY-GAP-001', line: 3, field: 'service.owes[1]' })]);
  });
});

describe('a map is read and changed', () => {
  it('comes with its digest as the ETag, and 304 to whoever has it', async () => {
    const answer = await world.send('GET', '/api/services/bell/map');
    const { digest, newest, layers } = await json<MapAnswer>(answer.clone());
    expect(tagOf(answer)).toBe(`"${digest}"`);
    expect([newest, layers['unit']]).toEqual([true, 'product']);
    expect((await world.send('GET', '/api/services/bell/map', undefined, { 'if-none-match': `"${digest}"` })).status).toBe(304);
  });

  it('gives the very text back, comments and all, as a file that no browser runs', async () => {
    const answer = await world.send('GET', '/api/services/bell/map/yaml');
    expect(await answer.text()).toBe(YAML);
    expect(answer.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="bell.yaml"');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['without If-Match', {}, { reason: REASON, yaml: YAML }, [400, 'ASSAY-SERVER-001']],
    ['on another version', { 'if-match': `"sha256:${'0'.repeat(64)}"` }, { reason: REASON, yaml: YAML }, [412, 'ASSAY-SERVER-008']],
    ['without a reason', { 'if-match': '*' }, { reason: '', yaml: YAML }, [400, 'ASSAY-SERVER-001']],
    ['with text and map', 'now', { reason: REASON, yaml: YAML, map: {} }, [400, 'ASSAY-SERVER-001']],
    ['into another service', 'now', { reason: REASON, yaml: YAML.replace('id: bell', 'id: bells') }, [422, 'ASSAY-VERSION-001']],
    ['with a field that the route does not take', 'now', { reason: REASON, yaml: YAML, digest: 'x' }, [400, 'ASSAY-SERVER-001']],
  ] as const)('refuses a change %s', async (_, headers, body, expected) => {
    const tag = headers === 'now' ? { 'if-match': tagOf(await world.send('GET', '/api/services/bell/map')) } : headers;
    expect(await codes(world.send('PUT', '/api/services/bell/map', body, tag))).toEqual(expected);
  });

  it('has a new version for a new map, none for a new comment, and of two at once takes one', async () => {
    const before = tagOf(await world.send('GET', '/api/services/bell/map'));
    const comment = await world.send('PUT', '/api/services/bell/map', { reason: REASON, yaml: `# More.\n${YAML}` }, { 'if-match': before });
    expect(await json<PutAnswer>(comment)).toEqual({ digest: before.replaceAll('"', ''), changed: false });
    expect(await (await world.send('GET', '/api/services/bell/map/yaml')).text()).toBe(`# More.\n${YAML}`);
    const next = YAML.replace('name: Cloud }', 'name: Cloud }\n  - { id: cloud-2, kind: server, name: Second }');
    const both = await Promise.all(
      [next, next.replace('Second', 'Other')].map((yaml) => world.send('PUT', '/api/services/bell/map', { reason: REASON, yaml }, { 'if-match': before })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const { versions } = await json<VersionsAnswer>(world.send('GET', '/api/services/bell/map/versions'));
    expect(versions).toEqual([
      expect.objectContaining({ newest: true, reason: REASON, actor: 'p_annaxxxxxxxxxxxxxxxx', counts: expect.objectContaining({ parts: 4 }) }),
      expect.objectContaining({ newest: false, counts: expect.objectContaining({ parts: 3 }) }),
    ]);
    const compared = await json<CompareAnswer>(world.send('GET', `/api/services/bell/map/compare?from=${versions[1]?.digest}`));
    expect(compared.changes.added).toEqual([expect.objectContaining({ list: 'parts', id: 'cloud-2' })]);
    const old = await json<MapAnswer>(world.send('GET', `/api/services/bell/map?version=${versions[1]?.digest}`));
    expect([old.newest, old.newestDigest, old.map.parts.length]).toEqual([false, versions[0]?.digest, 3]);
    const paged = await json<VersionsAnswer>(world.send('GET', '/api/services/bell/map/versions?limit=1'));
    expect(paged.versions).toHaveLength(1);
    expect((await json<VersionsAnswer>(world.send('GET', `/api/services/bell/map/versions?after=${paged.after}`))).versions).toEqual([versions[1]]);
  });

  it('takes a map as JSON too, and writes its YAML', async () => {
    const answer = await world.send('GET', '/api/services/bell/map');
    const { map } = await json<MapAnswer>(answer.clone());
    const named = { ...map, service: { ...map.service, name: 'Doorbells' } };
    expect((await world.send('PUT', '/api/services/bell/map', { reason: REASON, map: named }, { 'if-match': tagOf(answer) })).status).toBe(200);
    const after = await json<MapAnswer>(world.send('GET', '/api/services/bell/map'));
    expect([after.map.service.name, after.text]).toEqual(['Doorbells', 'written']);
    expect(await (await world.send('GET', '/api/services/bell/map/yaml')).text()).toMatch(/^assay: service\/1\n/);
  });

  it.each([
    ['a version that is none', `/map?version=sha256:${'1'.repeat(64)}`, [422, 'ASSAY-VERSION-002']],
    ['a cursor of its own', '/map/versions?after=x', [400, 'ASSAY-SERVER-001']],
    ['a way out of the folder', '/map?version=..%2F..%2Fpeople.db', [400, 'ASSAY-SERVER-001']],
  ] as const)('refuses %s', async (_, path, expected) => {
    expect(await codes(world.send('GET', `/api/services/bell${path}`))).toEqual(expected);
  });

  it('checks a draft against what stands, and against an old version', async () => {
    const check = await json<CheckAnswer>(world.send('POST', '/api/services/bell/map/check', { yaml: YAML }));
    expect(check.difference?.sentences).toContain(
      'The part "Second" (cloud-2) is gone.'.replace('Second', /Second|Other/.exec(String(check.difference?.sentences))?.[0] ?? ''),
    );
    expect(check.warnings).toEqual([expect.objectContaining({ code: expect.stringMatching(/^ASSAY-MAP-04/) })].slice(0, check.warnings.length));
  });

  it('is not changed by whoever may not', async () => {
    expect(await codes(world.send('PUT', '/api/services/bell/map', { reason: REASON, yaml: YAML }, { 'if-match': '*' }, 'audit'))).toEqual([
      403,
      'ASSAY-SERVER-003',
    ]);
  });
});

describe('what is known of an element', () => {
  it('is what it owes, what was seen, and what an attacker may make of it', async () => {
    const unit = await json<ElementAnswer>(world.send('GET', '/api/services/bell/map/elements/unit?at=2026-11-01T00:00:00Z'));
    expect([unit.at, unit.evidence, unit.controls.length > 3]).toEqual(['2026-11-01T00:00:00Z', [], true]);
    expect(new Set(unit.controls.map(({ verdict }) => verdict))).toEqual(new Set(['unproven']));
    const standing = await json<StandingAnswer>(world.send('GET', '/api/services/bell/map/standing'));
    expect(standing.elements['unit']).toEqual({ unproven: unit.controls.length });
  });
});

describe('models of other tools', () => {
  const MODELS = [
    ['otm', 'otm/example.json'],
    ['otm', 'otm/otm_file_example.otm'],
    ['threagile', 'threagile/example.yaml'],
    ['threagile', 'threagile/stub.yaml'],
    ['threat-dragon', 'threat-dragon/iot-device.json'],
    ['threat-dragon', 'threat-dragon/generic-cms.json'],
    ['threat-dragon', 'threat-dragon/three-tier-web-app.json'],
    ['cyclonedx', 'cyclonedx-tmbom/otm-example.cdx.json'],
  ] as const;
  const folder = vectors('models');

  it.skipIf(folder === undefined).each(MODELS)('%s %s is shown first and then brought, and nothing that it names is fetched', async (format, path) => {
    const text = readFileSync(`${folder}/${path}`, 'utf8');
    const fetched = vi.spyOn(globalThis, 'fetch');
    const dialled = vi.spyOn(net.Socket.prototype, 'connect');
    const before = world.services.list().length;
    const shown = await json<ImportAnswer>(world.send('POST', '/api/map/import', { text, file: path }));
    expect([shown.format, shown.faults, shown.account?.lost]).toEqual([format, [], []]);
    expect(world.services.list()).toHaveLength(before);
    const seen = shown.digest;
    expect(await codes(world.send('POST', '/api/services', { from: 'model', text, format, file: path, seen: `sha256:${'2'.repeat(64)}` }))).toEqual([
      422,
      'ASSAY-VERSION-003',
    ]);
    const made = await world.send('POST', '/api/services', { from: 'model', text, format, file: path, seen });
    // Two of the vectors are of one service.
    expect([201, 409]).toContain(made.status);
    if (made.status === 201) expect(await made.json()).toMatchObject({ digest: seen, account: { format, lost: [] } });
    expect([fetched.mock.calls, dialled.mock.calls]).toEqual([[], []]);
    vi.restoreAllMocks();
  });

  it('that are none are refused: ASSAY-MAP-060, and one of another format than was said', async () => {
    expect(await codes(world.send('POST', '/api/map/import', { text: '{"a": 1}' }))).toEqual([422, 'ASSAY-MAP-060']);
    expect(await codes(world.send('POST', '/api/map/import', { text: '{"otmVersion": "0.1.0"}', format: 'threagile' }))).toEqual([422, 'ASSAY-MAP-060']);
    expect((await codes(world.send('POST', '/api/map/import', { text: '{"a": ' })))[0]).toBe(422);
  });

  it('that name addresses stay texts', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const model = {
      otmVersion: '0.2.0',
      project: { id: 'ssrf', name: 'http://169.254.169.254/latest/meta-data' },
      components: [{ id: 'c', name: 'file:///etc/passwd', type: 'web-client', parent: { trustZone: 'z' } }],
      trustZones: [{ id: 'z', name: 'http://localhost:1/', type: 'internet', risk: { trustRating: 1 } }],
    };
    const shown = await json<ImportAnswer>(world.send('POST', '/api/map/import', { text: JSON.stringify(model) }));
    expect(JSON.stringify(shown.map)).toContain('file:///etc/passwd');
    expect(shown.yaml).not.toContain('root:');
    expect(fetched).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

describe('names with markup', () => {
  const NASTY = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "javascript:alert('x')",
    '</svg><a href="data:text/html,x">',
    '=cmd|x',
    'شركة الكاميرا',
  ] as const;
  it('come back as they were given, as JSON and nothing else', async () => {
    const yaml = YAML.replace('id: bell, name: Doorbell', `id: nasty, name: ${JSON.stringify(NASTY[0])}`).replace(
      'name: Cloud',
      `name: ${JSON.stringify(NASTY[1])}`,
    );
    const id = await world.bring(yaml);
    const answer = await world.send('GET', `/api/services/${id}/map`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await json<MapAnswer>(answer)).map.service.name).toBe(NASTY[0]);
  });

  it.each(NASTY)('%s survives as a name, and a fault about it is JSON too', async (name) => {
    const checked = await json<CheckAnswer>(world.send('POST', '/api/map/check', { yaml: YAML.replace('name: Cloud', `name: ${JSON.stringify(name)}`) }));
    expect(checked.map?.parts[2]?.name).toBe(name);
    const refused = await world.send('POST', '/api/services', { from: 'yaml', yaml: YAML.replace('kind: server', `kind: ${JSON.stringify(name)}`) });
    expect(refused.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(refused.status).toBe(422);
  });

  it('that turn the direction of what stands around them are refused, with their place', async () => {
    const checked = await json<CheckAnswer>(world.send('POST', '/api/map/check', { yaml: YAML.replace('name: Cloud', 'name: "\\u202eevil"') }));
    expect(checked.map).toBeUndefined();
    expect(checked.faults[0]).toMatchObject({ line: expect.any(Number), field: expect.stringContaining('name') });
  });
});
