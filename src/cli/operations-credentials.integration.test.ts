import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { auditRoom } from '../operations/credential/edge/room.ts';
import { FLEET_POLICIES } from '../product/authorization/policies.ts';
import { caRoom } from '../product/ca/edge/room.ts';
import { serveFleet } from '../product/fleet/edge/door.ts';
import { fleetRooms } from '../product/fleet/edge/whole.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const ENV = { ROOT: 'the root lies in a drawer', ISSUING: 'the issuing one signs daily' };
let folder: string;
let now = Instant.parse('2026-11-01T00:00:00Z');

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  const io = {
    cwd: folder,
    env: ENV,
    now: () => now,
    interactive: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await run(argv, COMMANDS, io);
  return { code, out, err };
}
const credentials = (...argv: string[]) => assay('operations', 'credentials', ...argv);
interface AuditJson {
  readonly judged: string;
  readonly checks: readonly { readonly check: string; readonly state: string }[];
  readonly findings: readonly { readonly check: string; readonly by: readonly number[] }[];
}
const audit = async (...more: string[]) => JSON.parse((await credentials('audit', '--json', ...more)).out) as AuditJson;
const found = ({ checks }: AuditJson) => checks.filter(({ state }) => state === 'found').map(({ check }) => check);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-credentials-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('assay operations credentials', () => {
  it('says that nothing can be known of nothing', async () => {
    const { checks } = await audit();
    expect(checks.filter(({ state }) => state === 'unknown').length).toBe(13);
    expect([(await credentials('list')).out.split('\n')[0], (await credentials('due')).code]).toEqual(['0 credentials.', 0]);
    expect((await credentials('burn')).err).toContain('ASSAY-CLI-003');
  });

  it('reads certificates in files, and what is declared', async () => {
    const certificates = join(folder, 'certificates');
    mkdirSync(certificates);
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:1024',
        '-nodes',
        '-keyout',
        join(certificates, 'key.pem'),
        '-out',
        join(certificates, 'web.pem'),
        '-days',
        '10',
        '-subj',
        '/CN=web.example',
      ],
      { stdio: 'ignore' },
    );
    const { out, code } = await credentials('due', '--certificates', 'certificates', '--json');
    const [web] = (
      JSON.parse(out) as {
        readonly due: readonly { readonly name: string; readonly standing: string; readonly why: readonly string[]; readonly owner: null }[];
      }
    ).due;
    expect([code, web?.name, web?.standing, web?.why.includes('weak: rsa-1024'), web?.owner]).toEqual([1, 'web.example', 'overdue', true, null]);
    expect((await credentials('list', '--certificates', 'certificates/key.pem')).err).toContain('ASSAY-CREDENTIAL-004');
    writeFileSync(join(folder, 'credentials.yaml'), 'assay: credentials/1\ncredentials:\n  - { id: wifi, kind: wifi-secret, psk: hunter2hunter2 }\n');
    const refused = await credentials('list');
    expect([refused.code, refused.err.includes('ASSAY-CREDENTIAL-002'), refused.err.includes('hunter2')]).toEqual([2, true, false]);
    writeFileSync(
      join(folder, 'credentials.yaml'),
      'assay: credentials/1\ncredentials:\n  - { id: wifi, kind: wifi-secret, owner: field, refreshed: 2025-01-01 }\n',
    );
    expect((await credentials('due')).out).toMatch(/overdue +2026-01-01 +wifi-secret +field +wifi +age/);
  });

  it('judges the fleet anew as on change, and names the entry', async () => {
    const made = await assay('product', 'ca', 'init', '--organisation', 'Example', '--root-passphrase', 'env:ROOT', '--passphrase', 'env:ISSUING');
    expect(made.code).toBe(0);
    expect(found(await audit())).toEqual([]);
    const listed = (await credentials('list')).out;
    expect(listed).toMatch(/ca-key +fleet +p-256/);
    const told: string[] = [];
    const room = auditRoom({ shipped: FLEET_POLICIES, found: ({ check }) => told.push(check), broke: (error) => told.push(String(error)) });
    const served = await serveFleet({ dir: join(folder, '.assay'), now: () => now, rooms: fleetRooms([caRoom({ env: ENV }), room]) });
    try {
      expect(found(await audit())).toEqual([]);
      const { authorities } = JSON.parse((await assay('product', 'ca', 'status', '--json')).out) as {
        readonly authorities: readonly { readonly id: string; readonly role: string }[];
      };
      const entries = served.fleet.ledger.read(0 as never, 100);
      const issuing = entries.find(({ type, body }) => type === 'authority.made' && (body as { role?: string }).role === 'issuing');
      expect(authorities.length).toBe(2);
      await served.ask('ca.revoke', { serial: (issuing?.body as { serial?: string } | undefined)?.serial ?? '', reason: 'keyCompromise' });
      const after = await audit();
      expect([after.judged, found(after), after.findings.find(({ check }) => check === 'revoked-ca-active')?.by]).toEqual([
        'on-change',
        ['revoked-ca-active'],
        [served.fleet.ledger.head().size - 1],
      ]);
      expect(told).toEqual(['revoked-ca-active']);
      const anew = await audit('--anew');
      expect([anew.judged, anew.checks, anew.findings]).toEqual(['anew', after.checks, after.findings]);
    } finally {
      await served.close();
    }
  });

  it('goes by the policies in the folder of the fleet', async () => {
    mkdirSync(join(folder, 'own'), { recursive: true });
    writeFileSync(join(folder, 'own', 'all.cedar'), '@id("all") permit (principal, action, resource);\n');
    expect(found(await audit('--policies', 'own'))).toContain('policy-too-broad');
    writeFileSync(join(folder, 'own', 'all.cedar'), 'permit (');
    expect((await audit('--policies', 'own')).checks.find(({ check }) => check === 'policy-too-broad')?.state).toBe('unknown');
    now = Instant.parse('2046-10-20T00:00:00Z');
    expect(found(await audit())).toContain('ca-expiring');
  });
});

it('the audit that has stopped says so', async () => {
  // ASSAY-CREDENTIAL-005
  const room = auditRoom({ shipped: 'no policy', found: () => undefined, broke: () => undefined });
  const [command] = room.commands;
  await expect(command?.run({ folder, now: () => now, ledger: { read: () => [], head: () => ({}) as never }, listen: () => () => true })).rejects.toThrow(
    'ASSAY-CREDENTIAL-005',
  );
});
