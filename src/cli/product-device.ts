import { Instant, type Json, Refused } from '../core/index.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { choice, needed, wholeNumber } from './parse.ts';
import { instantNamed } from './past.ts';
import type { HardwareShown } from './product-attestation-text.ts';
import { confirm, receipt, retire, transfer, unconfirmed } from './product-device-end.ts';
import { type Ask, withFleet } from './product-device-fleet.ts';
import { introduce } from './product-device-introduce.ts';
import { ACTS, NAMED, OPTIONS } from './product-device-options.ts';
import { register } from './product-device-register.ts';
import { type CountsShown, type FoundShown, foundText, type Shown, shownText } from './product-device-text.ts';

export const productDevice: Command = {
  ...NAMED,
  most: 1001,
  about:
    'The devices of the fleet, from their registration to their end. "introduce" shows the code by which a household takes a device over; "retire" is for ever; "transfer" ends what one household has, so that the next can introduce the device; "receipt" gives the signed proof of either, and exits 1 while something is missing.',
  options: OPTIONS,
  examples: [
    'assay product device register cam-17 --product camera',
    'assay product device register --csv delivery.csv --product camera',
    'assay product device introduce cam-17',
    'assay product device search cam-1 --expiring 2027-01-01',
    'assay product device retire cam-17 --reason "end of support" --yes',
    'assay product device receipt cam-17 --out receipts/cam-17',
  ],
  async run(args, io) {
    const verb = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    const act = ACTS.find((one) => one === verb);
    switch (act) {
      case 'register':
        return register(args, io);
      case 'introduce':
        return introduce(args, io);
      case 'show':
        return show(args, io);
      case 'search':
      case 'list':
        return search(args, io);
      case 'unconfirmed':
        return unconfirmed(args, io);
      case 'transfer':
        return transfer(args, io);
      case 'retire':
        return retire(args, io);
      case 'confirm':
        return confirm(args, io);
      case 'receipt':
        return receipt(args, io);
      case undefined:
        throw new Refused(
          cliFaults.fault('004', {
            message: `"product device" takes no "${verb}"`,
            expected: ACTS.join(', '),
            found: verb,
            remedy: 'See: assay product device --help',
          }),
        );
    }
  },
};

async function show(args: Arguments, io: Io): Promise<Outcome> {
  const device = needed(args, 1, 'a device', NAMED);
  const facts = wholeNumber(args, 'limit', { least: 1, most: 10_000, otherwise: 50 });
  // The command's own answer; the shape is its.
  const shown = (await withFleet(args, io, false, async (ask) => {
    const shown = (await ask('device.show', { device, facts })) as unknown as Shown;
    const hardware = await hardwareOf(ask, device);
    const answer = { ...shown, ...(hardware === undefined ? {} : { hardware }) };
    const ended = answer.life.some(({ type }) => type === 'retirement.begun') || answer.device.life === 'retired';
    return ended ? { ...answer, end: await ask('retirement.show', { device }) } : answer;
  })) as unknown as Shown;
  return { json: shown, text: shownText(shown), code: 0 };
}

/** Whoever holds the fleet may be of an older Assay, which knows nothing of hardware. */
async function hardwareOf(ask: Ask, device: string): Promise<HardwareShown | undefined> {
  try {
    return (await ask('attestation.show', { device })) as unknown as HardwareShown;
  } catch (error) {
    if (error instanceof Refused && error.faults[0]?.code === 'ASSAY-FLEET-005') return undefined;
    throw error;
  }
}

async function search(args: Arguments, io: Io): Promise<Outcome> {
  const expiring = args.text('expiring');
  const question: { [key: string]: Json } = { limit: wholeNumber(args, 'limit', { least: 1, most: 1000, otherwise: 50 }) };
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined) question[name] = value;
  };
  set('text', args.positionals[1]);
  for (const name of ['product', 'household', 'firmware', 'after']) set(name, args.text(name));
  if (args.text('life') !== undefined) set('life', choice(args, 'life', ['registered', 'in-service', 'retired']));
  if (expiring !== undefined) set('expiringBefore', Instant.format(instantNamed(expiring)));
  const { found, counts } = await withFleet(args, io, false, async (ask) => ({
    found: (await ask('device.search', question)) as unknown as FoundShown,
    counts: (await ask('device.counts', {})) as unknown as CountsShown,
  }));
  return { json: found, text: foundText(found, counts), code: 0 };
}
