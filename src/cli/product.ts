import type { Command } from './command.ts';
import { productAttestation } from './product-attestation.ts';
import { productBrski } from './product-brski.ts';
import { productData } from './product-data.ts';
import { productDevice } from './product-device.ts';
import { productEvidence } from './product-device-evidence.ts';
import { productEndpoint } from './product-endpoint.ts';
import { productEst } from './product-est.ts';
import { productHousehold } from './product-household.ts';
import { productServe } from './product-serve.ts';
import { productSimulate } from './product-simulate.ts';

/** The fleet: its devices, and what it states of itself. */
export const PRODUCT: readonly Command[] = [
  productAttestation,
  productData,
  productBrski,
  productDevice,
  productEndpoint,
  productEst,
  productHousehold,
  productServe,
  productSimulate,
  productEvidence,
];
