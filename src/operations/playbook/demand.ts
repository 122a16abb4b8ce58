import { z } from 'zod';
import type { Step } from './model.ts';

/** The extension by which a playbook asks of Assay what CACAO has no word for. Declared in `extension_definitions` like any other. */
export const ASSAY_EXTENSION = 'extension-definition--6d1c2b84-5f0e-4c63-9a7d-2a51f3b8e417';
/** Rounds of a loop that says no number itself. */
export const ROUNDS = 100;

const demand = z.strictObject({
  /** How many people have to agree before the step acts; two of them are two. */
  approvals: z.int().min(0).max(5).optional(),
  /** Rounds that a while-condition makes at most; one more is a failure. */
  rounds: z.int().min(1).max(10_000).optional(),
  /** Commands of the type `assay` that take back what the step did, in the order of its commands. */
  undo: z.array(z.string().min(1).max(1000)).max(100).optional(),
});
export type Demand = z.infer<typeof demand>;

/** What Assay is asked of a step, or which part of it cannot be read. */
export function demandOf(step: Step): { readonly demand: Demand; readonly wrong?: string } {
  const found = step.step_extensions !== undefined && Object.hasOwn(step.step_extensions, ASSAY_EXTENSION) ? step.step_extensions[ASSAY_EXTENSION] : {};
  const read = demand.safeParse(found, { jitless: true });
  if (read.success) return { demand: read.data };
  return { demand: {}, wrong: read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
}
