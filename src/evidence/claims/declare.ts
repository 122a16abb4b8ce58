import { z } from 'zod';
import { Duration, type Layer } from '../../core/index.ts';
import type { ClaimDeclared } from '../model.ts';

type Row = readonly [id: string, whenTrue: string, validFor: string, value?: z.ZodType];

/** A share of a population, 0 to 1. */
export const share = z.number().min(0).max(1);
/** A count of findings. */
export const count = z.int().min(0);

/** How long something took or has lasted, ISO 8601: `PT26H`, `P9D`. One statement for each time that it happened. */
export const duration = z.string().refine((value) => Duration.isText(value), 'an ISO 8601 duration such as PT26H or P9D');

/** Declares the claims of one layer. The value is true or false unless a row says otherwise. */
export function claims(layer: Layer, rows: readonly Row[]): readonly ClaimDeclared[] {
  return rows.map(([id, whenTrue, validFor, value]) => ({ id, layer, whenTrue, validFor, value: value ?? z.boolean() }));
}
