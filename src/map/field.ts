import { z } from 'zod';
import { Duration } from '../core/index.ts';

// Fields that every element of the map is made of, each with its bound.

export const LIMITS = { id: 80, name: 200, text: 20_000, list: 50_000 } as const;

export const idSchema = z
  .string()
  .max(LIMITS.id)
  .regex(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/, 'lower-case letters, digits, dots, hyphens and underscores, beginning and ending with a letter or digit');
export const name = z.string().min(1).max(LIMITS.name);
export const text = z.string().max(LIMITS.text);
export const list = <T extends z.ZodType>(item: T) => z.array(item).max(LIMITS.list);
export const duration = z.string().refine((value) => Duration.isText(value), 'an ISO 8601 duration such as P90D');
