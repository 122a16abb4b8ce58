import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMERAS, type RecordWorld, recordWorld } from '../ledger/record.fixture.ts';
import type { Problem } from '../model.ts';
import { standardImportAnswer } from './model.ts';

const PATH = `/api/services/${CAMERAS}/standards/import`;
const REASON = 'The board asks for it since October';
const catalog = (ids: readonly string[]) => ({
  catalog: {
    uuid: '3f2a1c60-1111-4a4a-8b8b-0123456789ab',
    metadata: { title: 'House rules', 'last-modified': '2026-10-01T00:00:00Z', version: '1.0', 'oscal-version': '1.1.2' },
    groups: [{ id: 'g', title: 'Rules', controls: ids.map((id) => ({ id, title: `Rule ${id}` })) }],
  },
});
const file = (document: unknown, name = 'house.json') => ({
  name,
  base64: Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)).toString('base64'),
});

let world: RecordWorld;
beforeAll(async () => {
  world = await recordWorld();
});
afterAll(() => world.close());
const size = () => world.services.get(CAMERAS).ledger?.head().size ?? 0;
const post = async (body: object) => world.send('POST', PATH, body);

describe('a standard that is brought in', () => {
  it('is told first, then kept and named on the ledger behind the act, and once', async () => {
    const before = size();
    const dry = standardImportAnswer.parse(await (await post({ file: file(catalog(['h-1', 'h-2'])), id: 'house', dryRun: true })).json());
    expect(dry).toMatchObject({ standard: { id: 'house', inForce: 2 }, answered: 0, seq: null });
    expect(size()).toBe(before);
    const answer = await post({ file: file(catalog(['h-1', 'h-2'])), id: 'house', dryRun: false, reason: REASON });
    expect(answer.status).toBe(201);
    const made = standardImportAnswer.parse(await answer.json());
    expect(made.seq).toBe(before + 1);
    const { dataDir, ledger } = world.services.get(CAMERAS);
    expect(existsSync(join(dataDir, 'standards', `${made.digest?.replace(':', '-')}.json`))).toBe(true);
    expect(ledger?.read(before as never, 2).map(({ type }) => type)).toEqual(['act.done', 'standard.imported']);
    expect(ledger?.read(before as never, 1)[0]?.body).toMatchObject({ action: 'standard.import', reason: REASON, about: { standard: 'house' } });
    const again = standardImportAnswer.parse(await (await post({ file: file(catalog(['h-1', 'h-2'])), id: 'house', dryRun: false, reason: REASON })).json());
    expect(again).toMatchObject({ seq: null, digest: made.digest });
  });

  it('in the place of a shipped one waits for a second person', async () => {
    const answer = await post({ file: file(catalog(['h-1'])), id: 'house', supersede: true, dryRun: false, reason: REASON });
    expect([answer.status, await answer.json()]).toEqual([202, expect.objectContaining({ proposal: 'pr_1', action: 'standard.supersede' })]);
  });

  it.each([
    ['without a reason', { file: file(catalog(['a'])), dryRun: false }, 'ASSAY-SERVER-015'],
    ['of no format', { file: file('hello', 'hello.txt'), dryRun: true }, 'ASSAY-STANDARD-001'],
    ['from a folder', { file: { name: '../../etc/passwd', base64: '' }, dryRun: true }, 'ASSAY-SERVER-001'],
    [
      'from a web address',
      {
        file: file({
          profile: {
            uuid: '3f2a1c60-1111-4a4a-8b8b-0123456789ab',
            metadata: { title: 'P', 'last-modified': '2026-10-01T00:00:00Z', version: '1', 'oscal-version': '1.1.2' },
            imports: [{ href: 'http://169.254.169.254/catalog.json', 'include-all': {} }],
          },
        }),
        dryRun: true,
      },
      'ASSAY-OSCAL-',
    ],
  ])('%s is refused', async (_, body, code) => {
    const before = size();
    const answer = await post(body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(((await answer.json()) as Problem).code).toContain(code);
    expect(size()).toBe(before);
  });
});
