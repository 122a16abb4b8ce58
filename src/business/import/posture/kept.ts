import { worded } from '../../../evidence/import/wording.ts';
import type { Checked } from './check.ts';

export type KeptOf =
  | { readonly value: boolean; readonly by: readonly Checked[] }
  | { readonly withheld: string }
  | { readonly assumed: string }
  | { readonly nothing: true };

/**
 * Whether one subject's baseline is kept. One mandatory check that failed breaks it; one that erred, warned, was left out or could not be made keeps the good
 * word back, and so does one that was owed (`owed`: why it is not there). `partial`: why the report cannot show that nothing was left out.
 */
export function keptOf(results: readonly Checked[], owed: readonly string[], partial: string | undefined): KeptOf {
  const mandatory = results.filter(({ level }) => level === 'shall');
  const failed = mandatory.filter(({ outcome }) => outcome === 'fail');
  if (failed.length > 0) return { value: false, by: failed };
  const [first] = owed;
  if (first !== undefined) return { withheld: first };
  const mute = mandatory.find(
    ({ outcome, unlooked }) => outcome === 'error' || outcome === 'not-scanned' || outcome === 'warning' || (outcome === 'not-applicable' && unlooked === true),
  );
  if (mute !== undefined) return { withheld: `${worded(mute.control, 200)} is mandatory: ${worded(mute.said, 200)}` };
  const passed = mandatory.filter(({ outcome }) => outcome === 'pass');
  if (passed.length === 0) return { nothing: true };
  return partial === undefined ? { value: true, by: passed } : { assumed: partial };
}
