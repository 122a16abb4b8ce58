import { claimOf } from '../../evidence/claims/index.ts';
import { METHODS, type Method, strength } from '../../evidence/model.ts';
import { CONTROLS } from '../controls/index.ts';
import type { Check, Control } from '../model.ts';
import type { ControlPosition, Position } from '../position.ts';
import type { RequirementRow } from '../report/model.ts';
import type { CheckToMake } from './model.ts';

/** Person-days to look, by method. A coarse scale and an assumption, stated with every answer. */
export const LOOKING_DAYS: Readonly<Record<Method, number>> = { drill: 2, runtime: 1, probe: 0.5, import: 0.5, attestation: 0.2 };

const BY_ID = new Map(CONTROLS.map((control) => [control.id as string, control]));

/** Every check of a control, at every element, that nobody has settled; `undefined` where it is undecided and there is nothing to look at. */
export type OpenChecks = (control: string) => readonly string[] | undefined;

/** What is to be looked at, by `claim@subject`: one look serves every control that asks for the claim there. */
export function openChecks(position: Position): { readonly of: OpenChecks; readonly checks: ReadonlyMap<string, CheckToMake> } {
  const asked = new Map<string, { readonly claim: string; readonly subject: string; readonly by: { readonly control: Control; readonly check: Check }[] }>();
  const own = new Map<string, readonly string[] | undefined>();
  for (const one of position.controls) {
    const ids = new Set<string>();
    let nothing = false;
    for (const { subject, claims } of undecidedAt(one)) {
      if (claims.length === 0) nothing = true;
      for (const check of claims) {
        const id = `${check.claim}@${subject}`;
        const known = asked.get(id) ?? { claim: check.claim, subject, by: [] };
        asked.set(id, known);
        known.by.push({ control: one.control, check });
        ids.add(id);
      }
    }
    own.set(one.control.id, nothing ? undefined : [...ids]);
  }
  return { of: (control) => own.get(control), checks: new Map([...asked].map(([id, { claim, subject, by }]) => [id, evidenceCheck(id, claim, subject, by)])) };
}

function undecidedAt({ control, subjects }: ControlPosition): readonly { readonly subject: string; readonly claims: readonly Check[] }[] {
  return subjects
    .filter((one) => one.verdict === 'unproven' || one.verdict === 'stale')
    .map(({ subject, pieces }) => ({
      subject,
      claims: control.checks.filter((_, c) =>
        pieces.some(({ judgement }) => judgement.checks[c]?.verdict === 'unproven' || judgement.checks[c]?.verdict === 'stale'),
      ),
    }));
}

function evidenceCheck(id: string, claim: string, subject: string, by: readonly { readonly control: Control; readonly check: Check }[]): CheckToMake {
  const method = METHODS[Math.min(...by.map(({ check }) => METHODS.indexOf(check.atLeast ?? 'attestation')))] ?? 'attestation';
  const first = by[0]?.control as Control;
  const stronger = strength(method) === METHODS.length - 1 ? '' : ' or stronger';
  return {
    kind: 'evidence',
    id,
    claim,
    subject,
    method,
    controls: by.map(({ control }) => control.id),
    layer: first.layer,
    who: first.who,
    todo: `Look by ${method}${stronger} whether ${subject} meets ${claim}${wanted(by[0]?.check)}, and record it.`,
    days: LOOKING_DAYS[method],
    daysIfMissing: by.reduce((sum, { control }) => sum + control.effort, 0),
  };
}

function wanted(check: Check | undefined): string {
  if (check?.passes === undefined) return '';
  if ('oneOf' in check.passes) return ` (one of ${check.passes.oneOf.join(', ')})`;
  return 'atLeast' in check.passes ? ` (at least ${check.passes.atLeast})` : ` (at most ${check.passes.atMost})`;
}

/** The controls that decide a requirement: those that cover it, and where something is left, those that touch it too. */
export function decidingControls(row: RequirementRow): readonly Control[] {
  const owed = row.answers.filter((answer) => answer.verdict !== 'not-owed');
  const deciding = row.remainder === undefined ? owed.filter((answer) => answer.relation !== 'intersects-with') : owed;
  return deciding.flatMap((answer) => BY_ID.get(answer.control) ?? []);
}

/** Of a requirement that is judged by findings: a look with a tool at each element where nothing fresh says what it found. */
export function directChecks({ directly }: RequirementRow): readonly CheckToMake[] {
  return (directly?.at ?? [])
    .filter((one) => one.verdict === 'unproven' || one.verdict === 'stale')
    .map(({ claim, subject }) => ({
      kind: 'evidence',
      id: `${claim}@${subject}`,
      claim,
      subject,
      method: 'import',
      controls: [],
      layer: claimOf(claim)?.layer ?? 'development',
      who: 'Developer',
      todo: `Run a tool over ${subject} that checks what is undecided, and record what it checked and found (${claim}).`,
      days: LOOKING_DAYS.import,
      daysIfMissing: 0,
    }));
}
