/** How much of one record a reader takes. What is larger is rejected and counted, and the next is read. */
export interface IntakeLimits {
  /** Bytes of a line of text. */
  readonly line: number;
  /** Bytes of a JSON document that spans lines, such as an export of OTLP. */
  readonly document: number;
  /** Levels of a JSON value. */
  readonly depth: number;
  /** Columns of a table. */
  readonly fields: number;
}

export const INTAKE_LIMITS: IntakeLimits = { line: 1024 * 1024, document: 16 * 1024 * 1024, depth: 64, fields: 512 };
