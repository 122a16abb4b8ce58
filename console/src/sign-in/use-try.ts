import { useState } from 'react';
import { NotDone } from '../app/problem.ts';

/** Runs one thing at a time, and keeps what went wrong for the screen. A person who closes the passkey dialog has refused nothing: that is no error. */
export function useTry(): {
  readonly busy: boolean;
  readonly error: unknown;
  readonly attempt: (what: () => Promise<void>) => void;
  readonly forget: () => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const attempt = (what: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    what()
      .catch((failed: unknown) => {
        if (!(failed instanceof Error && (failed.name === 'NotAllowedError' || failed.name === 'AbortError'))) setError(failed);
        else setError(new NotDone('The passkey dialog was closed, or took too long. Nothing has changed.'));
      })
      .finally(() => setBusy(false));
  };
  return { busy, error, attempt, forget: () => setError(undefined) };
}
