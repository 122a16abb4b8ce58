import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderSVG, renderUnicodeCompact } from 'uqr';
import { Duration, Instant, Refused } from '../core/index.ts';
import { deviceIdSchema } from '../product/device/naming.ts';
import { makeSecret } from '../product/introduction/edge/secret.ts';
import { payloadText, secretDigest } from '../product/introduction/payload.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { needed, wholeNumber } from './parse.ts';
import { withFleet } from './product-device-fleet.ts';
import { NAMED } from './product-device-options.ts';
import { paragraph } from './product-device-text.ts';

interface Introduction {
  readonly claim: string;
  readonly device: string;
  readonly state: string;
  readonly household?: string;
  readonly begunAt: string;
  readonly until: string;
  readonly scannedAt?: string;
  readonly presentAt?: string;
  readonly endedAt?: string;
}

/** Makes the code by which a household takes a device over; shows how its newest one stands, or takes it back. */
export async function introduce(args: Arguments, io: Io): Promise<Outcome> {
  const device = needed(args, 1, 'a device', NAMED);
  const named = args.flag('status') ? 'show' : args.flag('cancel') ? 'cancel' : undefined;
  if (named !== undefined) {
    const shown = (await withFleet(args, io, false, (ask) => ask(`introduction.${named}`, { device }))) as unknown as Introduction;
    return { json: shown, text: standsText(shown), code: 0 };
  }
  const minutes = wholeNumber(args, 'minutes', { least: 1, most: 1440, otherwise: 15 });
  const file = args.text('svg');
  const path = file === undefined ? undefined : newFile(resolve(io.cwd, file));
  // Made here and shown here: whoever holds the fleet is told its digest alone.
  const secret = makeSecret();
  const begun = (await withFleet(args, io, false, (ask) =>
    ask('introduction.begin', { device, digest: secretDigest(device, secret), windowMs: Duration.minutes(minutes) }),
  ).catch((error: unknown) => {
    if (path !== undefined) rmSync(path, { force: true });
    throw error;
  })) as unknown as Introduction;
  const payload = payloadText({ device: deviceIdSchema.parse(device), secret, until: Instant.parse(begun.until) });
  if (path !== undefined) writeFileSync(path, renderSVG(payload));
  return {
    json: { ...begun, payload },
    text: [
      ...(file === undefined ? [renderUnicodeCompact(payload, { border: 2 })] : [`The code is in ${file}.`]),
      '',
      payload,
      '',
      paragraph(`Scan it, and press the button on ${device}, in either order, before ${begun.until}. It is shown this once, and good once.`),
      'Let nobody photograph it. If two households use it, neither gets the device.',
    ].join('\n'),
    code: 0,
  };
}

/** For its owner's eyes, and over nothing that is there; made before the code is, which would replace the one before. Throws `Refused` (ASSAY-CLI-005). */
function newFile(path: string): string {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return path;
  } catch (error) {
    throw new Refused(
      cliFaults.fault('005', {
        message: '--svg takes a file that can be made and is not there yet; no code was made',
        file: path,
        expected: 'a new file in a folder that is there',
        found: (error as NodeJS.ErrnoException).code ?? 'something else',
        remedy: 'Name another file.',
      }),
    );
  }
}

function standsText({ device, state, until, household, scannedAt, presentAt, endedAt }: Introduction): string {
  const line = (name: string, value: string) => `  ${name.padEnd(10)} ${value}`;
  return [
    state === 'open'
      ? `${device} may be introduced until ${until}.`
      : `The introduction of ${device} is ${state}${endedAt === undefined ? '' : `, since ${endedAt}`}.`,
    '',
    line('code', scannedAt === undefined ? 'not shown by anybody' : `shown by ${household ?? 'a household'} ${scannedAt}`),
    line('button', presentAt === undefined ? 'not pressed' : `pressed ${presentAt}`),
  ].join('\n');
}
