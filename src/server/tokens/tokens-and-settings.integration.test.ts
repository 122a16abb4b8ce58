import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, because, closeHouse, HERE, openHouse, person } from '../people/office.fixture.ts';

beforeEach(openHouse);
afterEach(closeHouse);

describe('tokens and settings', () => {
  it('a token does what it is for, and nobody sees the tokens of others without a right to', async () => {
    const anna = await person('Anna', ['operator']);
    const dora = await person('Dora', ['developer']);
    const { body } = await ask(dora, 'POST', '/api/tokens', { name: 'list', scope: ['token.read'], expiresAt: '2026-12-20T12:00:00Z', ...because });
    const bearer = { authorization: `Bearer ${body.secret}` };
    expect((await ask(undefined, 'GET', '/api/tokens', undefined, bearer)).body.tokens).toEqual([expect.objectContaining({ id: body.token.id, name: 'list' })]);
    expect((await ask(undefined, 'GET', '/api/tokens/all', undefined, bearer)).status).toBe(403);
    expect((await ask(undefined, 'GET', '/api/settings', undefined, bearer)).status).toBe(403);
    expect((await ask(anna, 'GET', '/api/tokens/all')).body.tokens).toHaveLength(1);
    expect((await ask(dora, 'GET', '/api/tokens/scopes')).body.scopes.map(({ id }: { id: string }) => id)).not.toContain('service.create');
    expect((await ask(dora, 'DELETE', `/api/tokens/${body.token.id}`)).body.state).toBe('revoked');
    expect((await ask(undefined, 'GET', '/api/tokens', undefined, bearer)).status).toBe(401);
  });

  it('settings are changed by two, on what both have seen', async () => {
    const anna = await person('Anna', ['operator']);
    const bert = await person('Bert', ['operator']);
    const read = await ask(anna, 'GET', '/api/settings');
    expect(read.body).toMatchObject({ atStart: { publicUrl: HERE }, callback: `${HERE}/api/federation/callback` });
    const settings = { ...read.body.settings, provider: { label: 'Example', issuer: 'https://login.example.com', clientId: 'assay' } };
    const asked = await ask(anna, 'PUT', '/api/settings', { settings, from: read.body.digest, ...because });
    expect(asked.status).toBe(202);
    expect((await ask(undefined, 'GET', '/api/federation/provider')).body).toEqual({});
    const { body } = await ask(bert, 'GET', `/api/proposals/${asked.body.proposal}`);
    expect((await ask(bert, 'POST', `/api/proposals/${asked.body.proposal}/agree`, { digest: body.digest })).body.answer.settings).toEqual(settings);
    expect((await ask(undefined, 'GET', '/api/federation/provider')).body).toEqual({ provider: { label: 'Example' } });
  });
});
