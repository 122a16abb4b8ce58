import { z } from 'zod';
import { Instant, Refused } from '../../../core/index.ts';
import { command, type Room } from '../../fleet/edge/command.ts';
import type { MasaEvent } from '../events.ts';
import { brskiFaults } from '../faults.ts';
import { contestedIn, masaProjector, ownerOf, vouchersOf } from './masa-log.ts';

const serialSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9 ._:+/=-]+$/, 'the serial number of a device, as its manufacturer wrote it');

const show = command({
  name: 'masa.show',
  input: z.strictObject({ serial: serialSchema }),
  handle(fleet, { serial }) {
    const owner = ownerOf(fleet.db, serial);
    const vouchers = vouchersOf(fleet.db, serial);
    if (vouchers.length === 0) throw new Refused(nothing(serial, NEVER));
    return {
      serial,
      ...(owner === undefined ? {} : { owner: owner.domain, since: Instant.format(owner.since) }),
      vouchers: vouchers.map(({ date, domainId, assertion, nonce }) => ({ date: Instant.format(date), domain: domainId, assertion, nonce: nonce ?? null })),
      contested: contestedIn(fleet.db, serial).map(({ domain, at, times }) => ({ domain, at: Instant.format(at), times })),
    };
  },
});

/** Who else asked for devices that are owned: what their owners have to hear of. */
const contested = command({
  name: 'masa.contested',
  input: z.strictObject({}),
  handle: (fleet) => ({ contested: contestedIn(fleet.db).map(({ at, ...rest }) => ({ ...rest, at: Instant.format(at) })) }),
});

const release = command({
  name: 'masa.release',
  // The owner is named, so that nobody releases what changed hands a moment before.
  input: z.strictObject({ serial: serialSchema, owner: z.string().min(1).max(64) }),
  async handle(fleet, { serial, owner }) {
    await fleet.act(`masa ${serial}`, () => {
      const found = ownerOf(fleet.db, serial);
      if (found === undefined || found.domain !== owner)
        return { ok: false, faults: [nothing(serial, found === undefined ? 'nobody owns it' : 'another domain owns it')] };
      return { ok: true, events: [{ type: 'voucher.released', at: Instant.format(fleet.now()), serial, owner } satisfies MasaEvent] };
    });
    return { serial, released: owner };
  },
});

/** What is asked of a manufacturer's service by its own people. */
export const masaRoom: Room = { projectors: [masaProjector], commands: [show, contested, release] };

const NEVER = 'no voucher was given for it';

function nothing(serial: string, found: string) {
  return brskiFaults.fault('025', {
    message: `there is nothing to show or to release of ${serial}`,
    field: 'serial',
    expected: 'a device that was vouched for, and its owner as the log names it',
    found,
    remedy: found === NEVER ? 'Check the serial number, as the device’s certificate has it' : 'See whose it is: assay product brski masa show SERIAL',
  });
}
