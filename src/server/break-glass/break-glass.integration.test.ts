import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonId } from '../../product/index.ts';
import { acts, ask, because, closeHouse, enrolled, openHouse, pass, person } from '../people/office.fixture.ts';

beforeEach(openHouse);
afterEach(closeHouse);

describe('broken glass', () => {
  it('lets one act alone, is shown to all, and is reviewed by somebody who was there before', async () => {
    const anna = await person('Anna', ['operator']);
    const bert = await person('Bert', ['operator']);
    const dora = await person('Dora', ['developer']);
    pass(60_000);
    const broken = await ask(anna, 'POST', '/api/break-glass', { reason: 'cameras attack others' });
    expect(broken.status).toBe(201);
    expect((await ask(anna, 'PUT', `/api/people/${dora}/roles`, { roles: ['responder'], ...because })).status).toBe(200);
    expect(acts().at(-1)).toMatchObject({ action: 'people.change-roles', without: 'break-glass' });
    const shown = await ask(dora, 'GET', '/api/break-glass');
    expect(shown.body.glasses).toEqual([
      expect.objectContaining({
        open: true,
        person: { id: anna, name: 'Anna' },
        mayReview: false,
        uses: [expect.objectContaining({ action: 'people.change-roles', on: { kind: 'person', id: dora } })],
      }),
    ]);
    const path = `/api/break-glass/${broken.body.id}`;
    const finding = { finding: 'justified', reason: 'it had to be' };
    expect((await ask(bert, 'POST', `${path}/review`, finding)).body.code).toBe('ASSAY-GLASS-003');
    expect((await ask(anna, 'POST', `${path}/close`)).body.open).toBe(false);
    expect((await ask(anna, 'PUT', `/api/people/${dora}/roles`, { roles: ['auditor'], ...because })).status).toBe(202);
    expect((await ask(anna, 'POST', `${path}/review`, finding)).status).toBe(403);
    expect((await ask(dora, 'POST', `${path}/review`, finding)).body.code).toBe('ASSAY-GLASS-006');
    expect((await ask(bert, 'POST', `${path}/review`, finding)).body.review).toMatchObject({ by: { id: bert }, finding: 'justified' });
    expect((await ask(dora, 'GET', '/api/break-glass')).body.glasses).toEqual([]);
    expect((await ask(bert, 'GET', '/api/break-glass/history')).body.glasses).toHaveLength(1);
  });
});

describe('broken glass of a house of one', () => {
  it('is reviewed by whom its operator invites later, and by nobody who was made a reviewer behind it', async () => {
    const anna = await person('Anna', ['operator']);
    const dora = await person('Dora', ['developer']);
    pass(60_000);
    const { body: broken } = await ask(anna, 'POST', '/api/break-glass', { reason: 'cameras attack others' });
    expect((await ask(anna, 'PUT', `/api/people/${dora}/roles`, { roles: ['auditor'], ...because })).status).toBe(200);
    expect((await ask(anna, 'POST', `/api/break-glass/${broken.id}/close`)).body.open).toBe(false);
    pass(60_000);
    expect((await ask(dora, 'GET', '/api/break-glass')).body.glasses).toEqual([expect.objectContaining({ mayReview: false })]);
    const invited = await ask(anna, 'POST', '/api/people', { displayName: 'Bert', roles: ['operator'], ...because });
    expect(invited.status).toBe(201);
    const bert = invited.body.person as PersonId;
    await enrolled(invited.body.url);
    expect((await ask(bert, 'GET', '/api/break-glass')).body.glasses).toEqual([expect.objectContaining({ mayReview: true })]);
    const finding = { finding: 'justified', reason: 'it had to be' };
    expect((await ask(bert, 'POST', `/api/break-glass/${broken.id}/review`, finding)).body.review).toMatchObject({ by: { id: bert } });
  });
});
