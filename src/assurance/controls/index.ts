/**
 * The controls: what the service should be able to do, in Assay's own words. Data only; what a verdict is, is in ../verdict.ts.
 * A control that no attack step and no standard mentions does not belong here.
 */
import type { Control } from '../model.ts';
import { BUSINESS } from './business.ts';
import { DEVELOPMENT } from './development.ts';
import { EXPERIENCE } from './experience.ts';
import { OPERATIONS } from './operations.ts';
import { PRODUCT } from './product.ts';

export const CONTROLS: readonly Control[] = [...BUSINESS, ...OPERATIONS, ...DEVELOPMENT, ...PRODUCT, ...EXPERIENCE];
