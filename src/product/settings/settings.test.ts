import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import { memoryStore } from '../../ledger/index.ts';
import { openSettings } from './edge/settings-desk.ts';
import { FIRST, type Settings, settings } from './model.ts';

const at = Instant.parse('2026-11-01T00:00:00Z');
const to: Settings = {
  sessions: { idleMinutes: 15, absoluteHours: 8 },
  provider: { label: 'Example', issuer: 'https://login.example.com', clientId: 'assay', secretFile: 'idp' },
};

describe('settings', () => {
  it('are what the ledger said last', async () => {
    const office = memoryStore(() => at);
    const enter = (drafts: Parameters<typeof office.append>[0]) => office.append(drafts);
    const desk = openSettings({ office });
    expect(desk.now()).toEqual(FIRST);
    await desk.change(to, desk.digest(), enter);
    expect(desk.now()).toEqual(to);
    expect(openSettings({ office }).now()).toEqual(to);
    await desk.change(to, desk.digest(), enter);
    expect(office.head().size).toBe(1);
  });

  it('that changed meanwhile are not overwritten', async () => {
    const desk = openSettings({ office: memoryStore(() => at) });
    await expect(desk.change(to, Digest.of('others'), () => Promise.resolve())).rejects.toThrow('ASSAY-SETTINGS-001');
  });

  it.each<[string, unknown]>([
    ['a session without an end', { sessions: { idleMinutes: 60, absoluteHours: 1000 } }],
    ['an hour and more of doing nothing', { sessions: { idleMinutes: 61, absoluteHours: 12 } }],
    ['a public address', { ...FIRST, publicUrl: 'https://evil.example' }],
    ['a secret', { ...to, provider: { ...to.provider, clientSecret: 'x' } }],
    ['a provider without TLS', { ...to, provider: { label: 'x', issuer: 'http://login.example.com', clientId: 'x' } }],
    ['a folder by half its name', { ...FIRST, breachedPasswords: '../x' }],
  ])('take no %s', (_, value) => {
    expect(settings.safeParse(value).success).toBe(false);
  });
});
