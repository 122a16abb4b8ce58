import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openLedger } from '../../../ledger/edge/open.ts';
import type { Seq } from '../../../ledger/model.ts';
import { detection, foldedOf, minutes, ROLES, recorded } from '../incident.fixture.ts';
import { incidentDesk } from './desk.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function deskIn(dataDir = mkdtempSync(join(tmpdir(), 'assay-incident-'))) {
  if (!folders.includes(dataDir)) folders.push(dataDir);
  const now = () => minutes(5000);
  const ledger = await openLedger({ dataDir, now, mode: 'write' });
  return { dataDir, ledger, desk: incidentDesk({ dataDir, ledger, roles: ROLES, now }) };
}

const SEEN = foldedOf(detection('10.0.0.5', 'x', 0), detection('10.0.0.6', 'x', 5)).map(recorded);

describe('a desk of incidents', () => {
  it('has after a restart what it had, and enters the same input once', async () => {
    const first = await deskIn();
    await first.desk.take(...SEEN, { type: 'note', incident: 'incident-1', by: 'csirt-lead', text: 'called 10.0.0.5' });
    const before = first.desk.incidents();
    await first.ledger.close();
    const { ledger, desk } = await deskIn(first.dataDir);
    expect(desk.incidents()).toEqual(before);
    expect(await desk.take(...SEEN)).toEqual([]);
    const text = ledger
      .read(0 as Seq, 100)
      .map(({ canonical }) => canonical)
      .join('\n');
    expect(text).toContain('incident.noted');
    expect(text).not.toContain('10.0.0.5');
    await ledger.close();
  });

  it('erases names and words for good, and the ledger still tells what happened', async () => {
    const { dataDir, ledger, desk } = await deskIn();
    await desk.take(...SEEN, { type: 'verify', incident: 'incident-1', by: 'csirt-lead', verdict: 'true', reason: 'seen' });
    await desk.take({ type: 'erase', incident: 'incident-1', by: 'csirt-lead' });
    const incident = desk.incidents().get('incident-1');
    expect(readdirSync(join(dataDir, 'incidents'))).toEqual(['key']);
    expect(incident?.erased).toBe(minutes(5000));
    expect(incident?.title).toBeUndefined();
    expect([...(incident?.devices.values() ?? [])].map(({ name }) => name)).toEqual([undefined, undefined]);
    expect(incident?.verdicts.map(({ verdict, reason }) => [verdict, reason])).toEqual([['true', undefined]]);
    expect(ledger.verify().faults).toEqual([]);
    // And it is known again without its names.
    expect(await desk.take(...SEEN)).toEqual([]);
    await ledger.close();
  });

  it('believes no word that was changed beside the ledger', async () => {
    const { dataDir, ledger, desk } = await deskIn();
    await desk.take(...SEEN);
    const folder = join(dataDir, 'incidents', 'incident-1');
    for (const file of readdirSync(folder)) writeFileSync(join(folder, file), '{"salt":"","sealed":{"title":"nothing happened"}}');
    expect(desk.incidents().get('incident-1')?.title).toBeUndefined();
    await ledger.close();
  });

  it('enters all of several commands or none', async () => {
    const { ledger, desk } = await deskIn();
    await expect(desk.take(...SEEN, { type: 'note', incident: 'incident-2', by: 'csirt-lead', text: 'x' })).rejects.toThrow('ASSAY-INCIDENT-001');
    expect(desk.incidents().size).toBe(0);
    await ledger.close();
  });
});
