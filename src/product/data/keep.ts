import { z } from 'zod';
import { Duration, type Fault, Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { fieldName } from '../../map/spots.ts';
import type { DataClass } from '../authorization/model.ts';
import { DATA_CLASSES } from '../authorization/schema.ts';
import { channelOf, isChannelName, topicOf } from '../authorization/topic.ts';
import type { DeviceId } from '../fleet/model.ts';
import { purposeName } from '../household/model.ts';
import { dataFaults } from './faults.ts';

/** One line of the table: what is kept of a channel, what for, and how long. */
export interface Keep {
  /** Absent: of any device. */
  readonly device?: DeviceId;
  readonly channel: string;
  /** Absent: of any product. */
  readonly product?: string;
  readonly dataClass: DataClass;
  readonly purpose: string;
  readonly lasts: Duration;
}

export type KeepTable = readonly Keep[];

const LONGEST = Duration.days(3650);
const SHORTEST = Duration.minutes(1);

const topic = z
  .string()
  .max(256)
  .transform((text, context) => {
    const any = /^d\/\+\/(.+)$/.exec(text)?.[1];
    if (any !== undefined && isChannelName(any)) return { channel: any };
    const where = channelOf(text);
    if (where?.kind === 'channel') return { device: where.device, channel: where.channel };
    context.addIssue({ code: 'custom', message: 'd/+/CHANNEL, or the topic of one device’s channel' });
    return z.NEVER;
  });

const line = z.strictObject({
  topic,
  product: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens')
    .optional(),
  class: z.enum(DATA_CLASSES),
  purpose: purposeName,
  for: z
    .string()
    .refine(Duration.isText, 'a length of time such as P30D or PT24H')
    .transform(Duration.parse)
    .refine((lasts) => lasts >= SHORTEST && lasts <= LONGEST, 'PT1M to P3650D'),
});
const table = z.strictObject({ assay: z.literal('keep/1'), keep: z.array(line).max(500) });

/** Throws `Refused`: ASSAY-DATA-001 for a table that does not read as one, -007 for a class that there is not, ASSAY-MAP-001 to -008 for what is no YAML. */
export function readKeepTable(text: string, file: string): KeepTable {
  const document = readDocument(text, file);
  const read = table.safeParse(document.value);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }): Fault => {
      const at = path.filter((key) => typeof key !== 'symbol');
      const spot = { file: document.file, ...document.place(at, 'value'), field: fieldName(at) };
      const remedy = 'docs/product-data.md shows how the table is written.';
      return at.at(-1) === 'class'
        ? dataFaults.fault('007', { message: 'there is no such class of data', ...spot, expected: DATA_CLASSES.join(', '), remedy })
        : dataFaults.fault('001', { message, ...spot, remedy });
    });
    throw new Refused(...faults);
  }
  const keeps = read.data.keep.map(
    ({ topic: on, product, class: dataClass, purpose, for: lasts }): Keep => ({
      ...on,
      ...(product === undefined ? {} : { product }),
      dataClass,
      purpose,
      lasts,
    }),
  );
  const seen = new Set<string>();
  for (const [i, keep] of keeps.entries()) {
    const key = `${keep.device ?? '+'} ${keep.channel} ${keep.product ?? '+'}`;
    if (seen.has(key))
      throw new Refused(
        dataFaults.fault('001', {
          message: `${keep.device === undefined ? `d/+/${keep.channel}` : topicOf({ kind: 'channel', device: keep.device, channel: keep.channel })} stands in two lines`,
          file: document.file,
          ...document.place(['keep', i], 'value'),
          field: `keep[${i}]`,
          remedy: 'The first line that fits counts: take the other away.',
        }),
      );
    seen.add(key);
  }
  return keeps;
}

/** The first line that fits. */
export function keepFor(keeps: KeepTable, on: { readonly device: DeviceId; readonly channel: string; readonly product: string }): Keep | undefined {
  return keeps.find(
    ({ device, channel, product }) =>
      channel === on.channel && (device === undefined || device === on.device) && (product === undefined || product === on.product),
  );
}
