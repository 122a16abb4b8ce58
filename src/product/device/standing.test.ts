import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { DeviceId, HouseholdId } from '../fleet/model.ts';
import type { Credential, Device, DeviceView, Standing } from './model.ts';
import { standingOf } from './standing.ts';

const FROM = Instant.parse('2026-11-01T00:00:00Z');
const UNTIL = Instant.parse('2026-11-30T23:59:59Z');
const GRACE = Instant.parse('2026-12-30T23:59:59Z');
const MIDST = Instant.parse('2026-11-15T00:00:00Z');
const later = (at: Instant) => Instant.of(at + 1);
const earlier = (at: Instant) => Instant.of(at - 1);

const credential: Credential = {
  serial: '1f',
  device: 'cam-17' as DeviceId,
  profile: 'device',
  fingerprint: 'f'.repeat(64),
  notBefore: FROM,
  notAfter: UNTIL,
  graceUntil: GRACE,
  state: 'current',
};
type Known = Pick<Device, 'id' | 'life' | 'household' | 'quarantine'>;
const device: Known = { id: 'cam-17' as DeviceId, life: 'in-service', household: 'h_00000000000000000001' as HouseholdId };
const nobodys: Known = { id: device.id, life: 'in-service' };

const viewOf = (known: Known | undefined, held: Credential | undefined): DeviceView => ({
  device: (id) => (known?.id === id ? known : undefined),
  credential: (serial) => (held?.serial === serial ? held : undefined),
});
const ask = (at: Instant, known: Known | undefined, held: Credential) => standingOf(viewOf(known, held), { serial: '1f', fingerprint: 'f'.repeat(64) }, at);

const everything: Standing = { may: 'everything', until: UNTIL };
const renew: Standing = { may: 'renew-only', until: GRACE, because: 'expired-in-grace' };
const nothing = (because: Extract<Standing, { may: 'nothing' }>['because']): Standing => ({ may: 'nothing', because });

describe('what a credential may do', () => {
  it.each<[string, Instant, Standing]>([
    ['a moment before it begins', earlier(FROM), nothing('not-yet-valid')],
    ['when it begins', FROM, everything],
    ['in its midst', MIDST, everything],
    ['at its last moment', UNTIL, everything],
    ['a moment after its end', later(UNTIL), renew],
    ['at the last moment of its grace', GRACE, renew],
    ['a moment after its grace', later(GRACE), nothing('expired')],
  ])('%s', (_, at, expected) => expect(ask(at, device, credential)).toEqual(expected));

  it.each<[string, Known | undefined, Credential, Standing]>([
    ['of a device that nobody owns', nobodys, credential, { may: 'renew-only', until: UNTIL, because: 'nobodys' }],
    ['issued and never used', device, { ...credential, state: 'pending' }, everything],
    ['superseded', device, { ...credential, state: 'superseded' }, nothing('superseded')],
    ['revoked', device, { ...credential, state: 'revoked' }, nothing('revoked')],
    ['revoked, of a retired device', { ...device, life: 'retired' }, { ...credential, state: 'revoked' }, nothing('retired')],
    ['of a retired device', { ...nobodys, life: 'retired' }, credential, nothing('retired')],
    ['of a device in quarantine', { ...device, quarantine: { order: 'x', at: FROM } }, credential, nothing('quarantined')],
    ['told to give way', device, { ...credential, rotation: { order: 'x', askedAt: FROM } }, { may: 'renew-only', until: UNTIL, because: 'rotation-asked' }],
    ['of no device', undefined, credential, nothing('unknown')],
    ['of another device than is known', { ...device, id: 'cam-18' as DeviceId }, credential, nothing('unknown')],
    ['of another authority that used the same number', device, { ...credential, fingerprint: '0'.repeat(64) }, nothing('unknown')],
    ['of another number', device, { ...credential, serial: '20' }, nothing('unknown')],
    ['without grace, at its end', device, { ...credential, graceUntil: UNTIL }, everything],
  ])('%s', (_, known, held, expected) => expect(ask(MIDST, known, held)).toEqual(expected));

  it.each<[string, Known, Credential, Instant, Standing]>([
    ['expired and nobody’s: its end is what it is told of', nobodys, credential, later(UNTIL), renew],
    ['expired without grace', device, { ...credential, graceUntil: UNTIL }, later(UNTIL), nothing('expired')],
    ['superseded and expired', device, { ...credential, state: 'superseded' }, later(GRACE), nothing('superseded')],
    ['retired and not yet valid', { ...device, life: 'retired' }, credential, earlier(FROM), nothing('retired')],
  ])('%s', (_, known, held, at, expected) => expect(ask(at, known, held)).toEqual(expected));

  it('is everything only of an owned device in service, by a credential that holds, within its time', () => {
    const moment = fc.integer({ min: FROM - 5, max: GRACE + 5 }).map(Instant.of);
    const any = fc.record({
      life: fc.constantFrom<Device['life']>('registered', 'in-service', 'retired'),
      owned: fc.boolean(),
      state: fc.constantFrom<Credential['state']>('pending', 'current', 'superseded', 'revoked'),
      at: fc.oneof(moment, fc.constantFrom(FROM, earlier(FROM), UNTIL, later(UNTIL), GRACE, later(GRACE))),
    });
    fc.assert(
      fc.property(any, ({ life, owned, state, at }) => {
        const standing = ask(at, { ...(owned ? device : nobodys), life }, { ...credential, state });
        const may = life !== 'retired' && owned && (state === 'pending' || state === 'current') && at >= FROM && at <= UNTIL;
        expect(standing.may === 'everything').toBe(may);
        // What is granted says for how long, and never for longer than the credential.
        if (standing.may !== 'nothing') expect(standing.until).toBeGreaterThanOrEqual(at);
      }),
    );
  });
});
