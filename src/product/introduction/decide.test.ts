import { describe, expect, it } from 'vitest';
import { Digest, Duration, Instant } from '../../core/index.ts';
import type { Device } from '../device/model.ts';
import type { DeviceId, HouseholdId, ProductId } from '../fleet/model.ts';
import { decidePresence, decideScan, type Known } from './decide.ts';
import type { Claim, ClaimId } from './model.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const HOME = 'h_00000000000000000001' as HouseholdId;
const device: Device = { id: 'cam-1' as DeviceId, product: 'camera' as ProductId, life: 'in-service', registeredAt: AT };
const claim: Claim = {
  id: 'ic_00000000000000000001' as ClaimId,
  device: device.id,
  digest: Digest.of('secret'),
  nonce: '00',
  begunAt: AT,
  until: Instant.plus(AT, Duration.minutes(15)),
  state: 'open',
};

describe('a device of which something is still being cleared away', () => {
  // No code is made for one; a code that is there all the same gives it to nobody.
  const known = (over: Partial<Claim>): Known => ({ device, claims: [{ ...claim, ...over }], told: false, closing: true });

  it('is given to nobody, whichever of the two comes last', () => {
    expect(decideScan(known({ presentAt: AT }), { ...claim, presentAt: AT }, HOME, AT)).toMatchObject({
      events: [],
      refused: { code: 'ASSAY-INTRODUCTION-012' },
    });
    expect(decidePresence(known({ household: HOME, scannedAt: AT }), claim.id, true, '2a', AT)).toMatchObject({
      events: [],
      refused: { code: 'ASSAY-INTRODUCTION-012' },
    });
  });
});
