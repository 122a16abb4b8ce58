import { describe, expect, it } from 'vitest';
import { openCedarPolicy } from '../../../src/product/access/edge/cedar.ts';
import { type PersonId, ROLES } from '../../../src/product/access/model.ts';
import { BRINGERS, WHO_BRINGS } from './who.ts';

describe('who may bring a service', () => {
  it('is said as the policies have it', async () => {
    const policy = await openCedarPolicy();
    const able = ROLES.filter((role) =>
      policy.permitted({ person: 'p_aaaaaaaaaaaaaaaaaaaa' as PersonId, roles: [role], via: 'session', credential: 's' }).includes('service.create'),
    );
    expect(BRINGERS).toEqual(able);
    expect(WHO_BRINGS).toBe('A service is brought by whoever has the role of operator.');
  });
});
