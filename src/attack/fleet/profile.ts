import type { ControlId } from '../../evidence/model.ts';
import type { PartKind } from '../../map/model.ts';
import { LIBRARY } from '../library/index.ts';
import type { PlaceVar, Template } from '../library/template.ts';
import type { ControlStates } from '../model.ts';

const PLACES: ReadonlySet<string> = new Set<PlaceVar>(['part', 'from', 'to', 'network', 'place', 'role', 'system', 'idp', 'mail', 'signer']);

/** Controls that some template cites at a part of this kind, at a flow, a link or an asset. What else a part's verdicts say changes no step. */
export function controlsAt(at: PartKind | 'flow' | 'link' | 'asset'): readonly ControlId[] {
  let known = cited.get(at);
  if (known === undefined) {
    known = [...new Set(LIBRARY.flatMap((template) => template.closedBy.flatMap((closer) => citedBy(template, closer, at))))].sort();
    cited.set(at, known);
  }
  return known;
}

const cited = new Map<string, readonly ControlId[]>();

function citedBy(template: Template, closer: string, at: PartKind | 'flow' | 'link' | 'asset'): readonly ControlId[] {
  const [control = '', name = ''] = closer.split('@');
  if (at === 'flow' || at === 'link' || at === 'asset') return name === at ? [control as ControlId] : [];
  if (!PLACES.has(name)) return [];
  const kinds = template.where?.[name as PlaceVar]?.kinds;
  return kinds === undefined || kinds.includes(at) ? [control as ControlId] : [];
}

/** The verdicts at a subject, as one text: equal where no step can tell two subjects apart. */
export function profileOf(subject: string, at: PartKind | 'flow' | 'link' | 'asset', verdicts: ControlStates): string {
  return controlsAt(at)
    .map((control) => verdicts({ control, subject }).verdict.charAt(0) + verdicts({ control, subject }).verdict.charAt(1))
    .join('');
}
