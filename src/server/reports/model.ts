import { z } from '@hono/zod-openapi';
import { REPORT_FORMATS } from '../../assurance/report/formats.ts';
import { judgedAt } from '../model.ts';

/** The report in each of its formats, and what is told of a time rather than of a moment. */
export const FORMATS = [...REPORT_FORMATS, 'comparison-md', 'comparison-json', 'trend-json', 'history-json', 'due-json'] as const;
export const format = z.enum(FORMATS);
export type Format = (typeof FORMATS)[number];

export const offered = z
  .object({
    format,
    title: z.string(),
    /** For whom or what it is made. */
    about: z.string(),
    name: z.string(),
    mediaType: z.string(),
    /** Of the report for this moment; absent of what is made when it is asked for. */
    bytes: z.number().int().optional(),
    /** What the format has no place for, in sentences. */
    notCarried: z.array(z.string()),
    /** It has two sides: name the earlier one as `from`. */
    needsFrom: z.boolean(),
  })
  .openapi('ReportOffered');
export type Offered = z.infer<typeof offered>;

export const reports = judgedAt.extend({ answer: z.string(), reports: z.array(offered) }).openapi('Reports');
export type ReportsAnswer = z.infer<typeof reports>;
