import { z } from 'zod';
import { canonicalJson, type Fault, parseJson, Refused } from '../../core/index.ts';
import { deviceIdSchema } from '../device/naming.ts';
import type { DeviceId } from '../fleet/model.ts';
import { retirementFaults } from './faults.ts';

/*
 * What a device signs once it has erased itself: canonical JSON (RFC 8785), so that its maker can write it down as one line of text.
 *   {"device":"cam-17","erased":["network-key","recordings"],"format":"assay-wipe/1","order":"wo_…"}
 * The order is of this one wipe, so no other receipt fits it; a clock is not needed. `erased` names one thing at least, each once, in any order.
 */

const LONGEST = 4096;
const statementSchema = z.strictObject({
  format: z.literal('assay-wipe/1'),
  device: deviceIdSchema,
  order: z.string().regex(/^wo_[a-z0-9]{20}$/, 'wo_ and 20 small letters and digits'),
  // A device that names nothing has said nothing: whoever reads the receipt could not tell it from one that erased nothing.
  erased: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a short name of small letters, digits and hyphens'))
    .min(1, 'at least one thing that was erased')
    .max(20)
    .refine((names) => new Set(names).size === names.length, 'each thing once'),
});

export interface WipeStatement {
  readonly device: DeviceId;
  readonly order: string;
  /** What was erased, in the device maker's own short names: at least one, each once. */
  readonly erased: readonly string[];
}

/** Reads what a device signed. Whoever sends it controls the bytes. Throws `Refused` (ASSAY-RETIREMENT-002). */
export function readWipe(text: string): WipeStatement {
  let said: string;
  try {
    const json = parseJson(text, 'the receipt', { bytes: LONGEST, depth: 4 });
    const read = statementSchema.safeParse(json);
    if (read.success && canonicalJson(json) === text) return read.data;
    said = read.success
      ? 'another spelling than the canonical one'
      : `${read.error.issues[0]?.path.map(String).join('.') ?? ''}: ${read.error.issues[0]?.message ?? ''}`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    said = error.faults[0]?.message ?? 'no JSON';
  }
  throw new Refused(
    retirementFaults.fault('002', {
      message: `this is no receipt of a wipe: ${said}`,
      expected: '{"device":"…","erased":[…],"format":"assay-wipe/1","order":"wo_…"} as canonical JSON',
      found: text.slice(0, 100),
      remedy: 'Let the device sign what docs/product-devices.md shows.',
    }),
  );
}

/** Held against what was asked of the device. Nothing: it fits. */
export function misfit(
  statement: WipeStatement,
  device: DeviceId,
  asked: { readonly order: string; readonly confirmed: boolean } | undefined,
): Fault | undefined {
  if (asked === undefined || statement.device !== device || statement.order !== asked.order) {
    return retirementFaults.fault('003', {
      message:
        statement.device === device ? 'the receipt answers another order than the last one' : `the receipt is of ${statement.device}, and not of ${device}`,
      expected: asked === undefined ? 'a device that was told to erase itself' : `device ${device}, order ${asked.order}`,
      found: `device ${statement.device}, order ${statement.order}`,
      remedy: 'Let the device sign the order that it was given last.',
    });
  }
  if (!asked.confirmed) return undefined;
  return retirementFaults.fault('005', {
    message: `${device} has confirmed this order before`,
    expected: 'one receipt for each order',
    found: statement.order,
    remedy: 'Nothing needs to be done: the first receipt counts.',
  });
}
