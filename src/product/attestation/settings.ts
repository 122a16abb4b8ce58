import { z } from 'zod';
import { pemBlocks } from '../../core/der/armour.ts';
import { Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { type Certificate, readCertificate } from '../ca/certificate-read.ts';
import { readPublicKey } from '../ca/public-key.ts';
import { productIdSchema } from '../device/naming.ts';
import { faultsAt } from '../fleet/shape.ts';
import { attestationFaults } from './faults.ts';
import { LIFECYCLES, type Lifecycle } from './model.ts';

/** By what evidence of the devices of one product is verified: the operator's word. */
export interface AttestationSettings {
  readonly product: string;
  /** Profiles of certificates that take verified evidence. */
  readonly required: readonly string[];
  /** What such evidence has to say of the key of the certificate at least. */
  readonly key: 'any' | 'named' | 'in-hardware';
  readonly psa?: {
    /** What certificates of attestation keys have to lead to. */
    readonly anchors: readonly Certificate[];
    /** Attestation keys by the instance id that they speak for, hex: DER SubjectPublicKeyInfo. */
    readonly keys: ReadonlyMap<string, Uint8Array>;
    readonly lifecycles: readonly Lifecycle[];
    /** Makes of hardware, measurements and signers of software that are accepted, hex; absent: any. */
    readonly implementations?: readonly string[];
    readonly measurements?: readonly string[];
    readonly signers?: readonly string[];
  };
  readonly tpm?: { readonly anchors: readonly Certificate[] };
}

export type Declared = ReadonlyMap<string, AttestationSettings>;

const PEM = z.string().max(64 * 1024);
const hex = (...lengths: readonly number[]) =>
  z
    .string()
    .toLowerCase()
    .refine((text) => /^[0-9a-f]+$/.test(text) && lengths.includes(text.length / 2), `${lengths.join(', ')} bytes in hex`);
const digests = z
  .array(hex(32, 48, 64))
  .min(1)
  .max(1000)
  .optional();

const fileSchema = z.strictObject({
  assay: z.literal('attestation/1'),
  products: z.record(
    z.string(),
    z.strictObject({
      required: z
        .array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'the name of a profile'))
        .max(16)
        .default([]),
      key: z.enum(['any', 'named', 'in-hardware']).default('any'),
      psa: z
        .strictObject({
          anchors: PEM.optional(),
          keys: z
            .array(z.strictObject({ instance: hex(33), key: PEM }))
            .max(5000)
            .default([]),
          lifecycles: z.array(z.enum(LIFECYCLES)).min(1).default(['secured']),
          implementations: z.array(hex(32)).min(1).max(1000).optional(),
          measurements: digests,
          signers: digests,
        })
        .optional(),
      tpm: z.strictObject({ anchors: PEM }).optional(),
    }),
  ),
});
type Product = z.infer<typeof fileSchema>['products'][string];

/** Reads the settings of attestation, YAML or JSON. Throws `Refused` (ASSAY-ATTESTATION-022, ASSAY-MAP-…). */
export function readAttestationSettings(text: string, file: string): Declared {
  const document = readDocument(text, file);
  const wrong = (path: readonly (string | number)[], expected: string) =>
    attestationFaults.fault('022', {
      message: `the settings of attestation cannot be used: ${expected}`,
      file,
      ...document.place([...path], 'value'),
      ...(path.length === 0 ? {} : { field: path.join('.') }),
      expected,
      remedy: 'Mend it. What settings look like: docs/product-attestation.md',
    });
  const read = fileSchema.safeParse(document.value);
  if (!read.success) throw new Refused(...faultsAt(read.error, wrong, ({ message }) => message));
  const faults = Object.entries(read.data.products).flatMap(([name, { required, psa, tpm }]) => [
    ...(productIdSchema.safeParse(name).success ? [] : [wrong(['products', name], 'the id of a product')]),
    ...[psa?.anchors, tpm?.anchors].flatMap((pem) =>
      pem === undefined || anchorsIn(pem) ? [] : [wrong(['products', name], 'certificates of authorities, in PEM')],
    ),
    ...(psa?.keys ?? []).flatMap(({ key }, i) => (keyIn(key) ? [] : [wrong(['products', name, 'psa', 'keys', i], 'one public key, in PEM')])),
    // What can never be verified would keep every device out.
    ...(required.length > 0 && tpm === undefined && psa?.anchors === undefined && (psa?.keys ?? []).length === 0
      ? [wrong(['products', name, 'required'], 'anchors or keys by which evidence is verified')]
      : []),
  ]);
  if (faults.length > 0) throw new Refused(...faults);
  return new Map(Object.entries(read.data.products).map(([product, one]) => [product, settingsOf(product, one)]));
}

function settingsOf(product: string, { required, key, psa, tpm }: Product): AttestationSettings {
  const anchors = (pem: string | undefined) => (pem === undefined ? [] : (anchorsIn(pem) ?? []));
  return {
    product,
    required,
    key,
    ...(psa === undefined
      ? {}
      : {
          psa: {
            anchors: anchors(psa.anchors),
            keys: new Map(psa.keys.flatMap(({ instance, key }) => [keyIn(key)].flatMap((der) => (der === undefined ? [] : [[instance, der] as const])))),
            lifecycles: psa.lifecycles,
            ...(psa.implementations === undefined ? {} : { implementations: psa.implementations }),
            ...(psa.measurements === undefined ? {} : { measurements: psa.measurements }),
            ...(psa.signers === undefined ? {} : { signers: psa.signers }),
          },
        }),
    ...(tpm === undefined ? {} : { tpm: { anchors: anchors(tpm.anchors) } }),
  };
}

function anchorsIn(pem: string): readonly Certificate[] | undefined {
  return orNothing(() => {
    const found = pemBlocks(pem, 'CERTIFICATE', 'anchors').map(readCertificate);
    return found.length > 0 && found.every(({ authority }) => authority) ? found : undefined;
  });
}

function keyIn(pem: string): Uint8Array | undefined {
  return orNothing(() => {
    const found = pemBlocks(pem, 'PUBLIC KEY', 'attestation key');
    return found.length === 1 && found[0] !== undefined ? readPublicKey(found[0]).der : undefined;
  });
}

function orNothing<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
