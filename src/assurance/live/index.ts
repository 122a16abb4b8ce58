/**
 * The position that follows what happens: one more piece of evidence, one exclusion, the passing of time. Only the verdicts that it can bear on are
 * judged again. How a verdict is judged belongs beside this folder, where a position is made whole; what is said of it, in ../report.
 */
export { LivePosition } from './live-position.ts';
export type { Change, LiveInput } from './model.ts';
