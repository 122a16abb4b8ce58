import { z } from 'zod';
import { pemBlocks } from '../../core/der/armour.ts';
import { Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { readCertificate } from '../ca/certificate-read.ts';
import { productIdSchema } from '../device/naming.ts';
import { faultsAt } from '../fleet/shape.ts';
import { brskiFaults } from './faults.ts';

/** Where the manufacturer of a product vouches for its devices, and by what that is known. */
export interface ManufacturerSettings {
  readonly product: string;
  /** `https://HOST:PORT`; absent: as the device's certificate says. */
  readonly masa?: string;
  /** PEM: what its TLS certificate and the signer of its vouchers are, or lead to. */
  readonly anchors: string;
  /** Whether a voucher that answers no request of this moment is taken. */
  readonly nonceless: 'refuse' | 'accept';
}

export type RegistrarSettings = ReadonlyMap<string, ManufacturerSettings>;

const MASA = /^https:\/\/[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::[1-9][0-9]{0,4})?$/i;
const fileSchema = z.strictObject({
  assay: z.literal('brski/1'),
  products: z.record(
    z.string(),
    z.strictObject({
      masa: z.string().max(300).regex(MASA, 'https://HOST or https://HOST:PORT').optional(),
      anchors: z.string().max(64 * 1024),
      nonceless: z.enum(['refuse', 'accept']).default('refuse'),
    }),
  ),
});

/** Reads the settings of the registrar, YAML or JSON. Throws `Refused` (ASSAY-BRSKI-020, ASSAY-MAP-…). */
export function readRegistrarSettings(text: string, file: string): RegistrarSettings {
  const document = readDocument(text, file);
  const wrong = (path: readonly (string | number)[], expected: string) =>
    brskiFaults.fault('020', {
      message: `the settings of the registrar cannot be used: expected ${expected}`,
      file,
      ...document.place([...path], 'value'),
      ...(path.length === 0 ? {} : { field: path.join('.') }),
      expected,
      remedy: 'Mend it. What settings look like: docs/product-brski.md',
    });
  const read = fileSchema.safeParse(document.value);
  if (!read.success) throw new Refused(...faultsAt(read.error, wrong));
  const faults = Object.entries(read.data.products).flatMap(([name, { anchors }]) => [
    ...(productIdSchema.safeParse(name).success ? [] : [wrong(['products', name], 'the id of a product')]),
    ...(areCertificates(anchors) ? [] : [wrong(['products', name, 'anchors'], 'certificates in PEM')]),
  ]);
  if (faults.length > 0) throw new Refused(...faults);
  return new Map(
    Object.entries(read.data.products).map(([product, { masa, ...rest }]) => [product, { product, ...rest, ...(masa === undefined ? {} : { masa }) }]),
  );
}

function areCertificates(text: string): boolean {
  try {
    const found = pemBlocks(text, 'CERTIFICATE', 'anchors').map(readCertificate);
    return found.length > 0;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
