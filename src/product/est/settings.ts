import { z } from 'zod';
import { pemBlocks } from '../../core/der/armour.ts';
import { Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { readCertificate } from '../ca/certificate-read.ts';
import type { Profile } from '../ca/model.ts';
import { productIdSchema } from '../device/naming.ts';
import type { ProductId } from '../fleet/model.ts';
import { faultsAt } from '../fleet/shape.ts';
import { estFaults } from './faults.ts';
import type { ProductSettings } from './model.ts';

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const productSchema = z.strictObject({
  profiles: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'the name of a profile'))
    .min(1)
    .max(16)
    .optional(),
  anchors: z
    .string()
    .max(64 * 1024)
    .default(''),
  proof: z.enum(['either', 'token', 'certificate', 'both']).default('either'),
  binding: z.enum(['if-given', 'required']).default('if-given'),
  again: z.enum(['refuse', 'alarm']).default('refuse'),
  domain: z.string().max(180).regex(DOMAIN, 'a domain in small letters, such as devices.example.org').optional(),
  attributes: z.enum(['none', 'plain', 'template']).default('plain'),
});

const fileSchema = z.strictObject({ assay: z.literal('est/1'), products: z.record(z.string(), productSchema) });

export type Settings = ReadonlyMap<ProductId, ProductSettings>;

/** What holds for a product of which the settings say nothing: the profile of its own name, a token or a certificate that was registered. */
export function settingsOf(settings: Settings, product: ProductId): ProductSettings {
  return settings.get(product) ?? { product, profiles: [product], anchors: '', proof: 'either', binding: 'if-given', again: 'refuse', attributes: 'plain' };
}

/** Reads the settings of enrolment, YAML or JSON. Every profile that they name has to be one of `profiles`. Throws `Refused` (ASSAY-EST-024, ASSAY-MAP-…). */
export function readSettings(text: string, file: string, profiles: readonly Profile[]): Settings {
  const document = readDocument(text, file);
  const wrong = (path: readonly (string | number)[], expected: string) =>
    estFaults.fault('024', {
      message: `the settings of enrolment cannot be used: expected ${expected}`,
      file,
      ...document.place([...path], 'value'),
      ...(path.length === 0 ? {} : { field: path.join('.') }),
      expected,
      remedy: 'Mend it. What settings look like: docs/product-est.md',
    });
  const read = fileSchema.safeParse(document.value);
  if (!read.success) throw new Refused(...faultsAt(read.error, wrong));
  const faults = Object.entries(read.data.products).flatMap(([name, { profiles: named = [name], anchors }]) => [
    ...(productIdSchema.safeParse(name).success ? [] : [wrong(['products', name], 'the id of a product')]),
    ...named
      .filter((one) => !profiles.some((profile) => profile.name === one))
      .map((one) => wrong(['products', name], `a profile that there is; ${one} is none`)),
    ...(areAnchors(anchors) ? [] : [wrong(['products', name, 'anchors'], 'certificates of authorities, in PEM')]),
  ]);
  if (faults.length > 0) throw new Refused(...faults);
  return new Map(
    Object.entries(read.data.products).map(([name, { profiles: named, domain, ...rest }]) => {
      const product = name as ProductId;
      return [product, { product, ...rest, profiles: named ?? [name], ...(domain === undefined ? {} : { domain }) }];
    }),
  );
}

function areAnchors(text: string): boolean {
  try {
    const found = pemBlocks(text, 'CERTIFICATE', 'anchors');
    return (text.trim() === '' || found.length > 0) && found.every((der) => readCertificate(der).authority);
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
