import { BUSINESS } from './business.ts';
import { DEVELOPMENT } from './development.ts';
import { EXPERIENCE } from './experience.ts';
import { OPERATIONS } from './operations.ts';
import { PRODUCT } from './product.ts';
import type { Template } from './template.ts';

/**
 * The step templates, layer by layer, from the foot of the stack up. Data only: what a template means is decided in ../build, and whether a
 * step is open, closed or undecided by control verdicts alone. Code that reads a map never belongs here.
 */
export const LIBRARY: readonly Template[] = [...BUSINESS, ...OPERATIONS, ...DEVELOPMENT, ...PRODUCT, ...EXPERIENCE];

/** Raised whenever a template is added, removed or means something else. Every answer names it. */
export const LIBRARY_VERSION = '1.1.0';
