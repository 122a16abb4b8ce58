import type { Instant } from '../../core/index.ts';

/** RFC 6238 with its recommended step (section 5.2). */
export const STEP_SECONDS = 30;
export const DIGITS = 6;

/** The steps whose code is taken at a moment: the one of now, and one to either side for clocks that differ and codes typed at the last second. */
export function stepsAt(now: Instant): readonly number[] {
  const step = Math.floor(now / 1000 / STEP_SECONDS);
  return [step - 1, step, step + 1].filter((one) => one >= 0);
}

/** The step that a right code uses up: the newest that matches and that is later than any before it (section 5.2: a code is taken once). */
export function stepUsed(matching: readonly number[], last: number | undefined): number | undefined {
  return matching.filter((step) => last === undefined || step > last).sort((a, b) => b - a)[0];
}

/** The digits of a code as somebody typed it, with spaces or without. */
export function readCode(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}
