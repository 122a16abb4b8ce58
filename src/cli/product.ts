import type { Command } from './command.ts';
import { productDevice } from './product-device.ts';
import { productEvidence } from './product-device-evidence.ts';

/** The fleet: its devices, and what it states of itself. */
export const PRODUCT: readonly Command[] = [productDevice, productEvidence];
