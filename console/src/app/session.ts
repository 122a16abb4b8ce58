import { signal } from './signal.ts';

/** The token that every unsafe request carries. Kept in memory alone; a new page asks for it again. */
export const csrfToken = signal<string | undefined>(undefined);

/** Set while somebody must sign in: where they were. */
export const signedOut = signal(false);

/** The last request found no server. */
export const unreachable = signal(false);

/** Who waits for the person to prove anew that it is them. */
export interface StepUpAsked {
  readonly answer: (proven: boolean) => void;
}
export const stepUpAsked = signal<StepUpAsked | undefined>(undefined);

let asking: Promise<boolean> | undefined;

/** Opens the step-up dialog and resolves to whether the person proved it. Two requests that need it at once share one dialog. */
export function askStepUp(): Promise<boolean> {
  asking ??= new Promise<boolean>((resolve) => {
    stepUpAsked.set({
      answer: (proven) => {
        asking = undefined;
        stepUpAsked.set(undefined);
        resolve(proven);
      },
    });
  });
  return asking;
}
