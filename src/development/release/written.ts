import type { z } from 'zod';
import { type Fault, type FaultCatalogue, Refused } from '../../core/index.ts';
import { type Document, readDocument } from '../../map/document.ts';

type Path = readonly (string | number)[];

/** What is known of a kind of file that people write: its first line, its shape, and how its faults are called. */
export interface Kind<Shape extends z.ZodType> {
  /** Such as `release-policy/1`. */
  readonly format: string;
  /** How messages call it: `a release policy`. */
  readonly noun: string;
  readonly shape: Shape;
  readonly faults: FaultCatalogue<'001' | '002'>;
  /** What a field of this name takes, for people. */
  readonly expected: Readonly<Record<string, string>>;
  readonly page: string;
}

export interface Written<T> {
  readonly value: T;
  readonly document: Document;
}

/** Reads such a file, YAML or JSON: every fault at once, each with its place. Throws `Refused` (001 and 002 of the kind's catalogue, ASSAY-MAP-001 to -008 for what is no YAML). */
export function readWritten<Shape extends z.ZodType>(text: string, file: string, kind: Kind<Shape>): Written<z.output<Shape>> {
  const document = readDocument(text, file);
  const { value } = document;
  const format = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly format?: unknown }).format : undefined;
  if (format !== kind.format) {
    throw new Refused(
      kind.faults.fault('001', {
        message: `${file} is not ${kind.noun}`,
        file,
        ...document.place(format === undefined ? [] : ['format'], 'value'),
        expected: `format: ${kind.format}`,
        found: format === undefined ? 'no format' : String(format).slice(0, 80),
        remedy: `Begin the file with: format: ${kind.format}`,
      }),
    );
  }
  const parsed = kind.shape.safeParse(value);
  if (!parsed.success) throw new Refused(...parsed.error.issues.slice(0, 200).flatMap((issue) => misshapen(issue, document, kind)));
  return { value: parsed.data, document };
}

function misshapen(issue: z.core.$ZodIssue, document: Document, kind: Kind<z.ZodType>): readonly Fault[] {
  const path: Path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 20) : [undefined];
  return unknown.map((key) => {
    const at = key === undefined ? path : [...path, key];
    return kind.faults.fault('002', {
      message: key === undefined ? `"${fieldOf(at)}" cannot be used: ${issue.message}` : `there is no field "${key}" here`,
      file: document.file,
      ...document.place(at, key === undefined ? 'value' : 'key'),
      field: fieldOf(at),
      expected: kind.expected[String(at.findLast((step) => typeof step === 'string'))] ?? `what ${kind.page} shows`,
      remedy: `Mend the field; ${kind.page} shows each with an example.`,
    });
  });
}

export function fieldOf(path: Path): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
}
