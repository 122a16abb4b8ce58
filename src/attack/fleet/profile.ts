import type { ControlId } from '../../evidence/model.ts';
import type { PartKind } from '../../map/model.ts';
import { citations } from '../library/citations.ts';
import type { ControlStates } from '../model.ts';

type Cited = PartKind | 'flow' | 'link' | 'asset';

const cited = new Map<Cited, readonly ControlId[]>();

/** Controls that some template cites at a part of this kind, at a flow, a link or an asset. What else a part's verdicts say changes no step. */
export function controlsAt(at: Cited): readonly ControlId[] {
  const known = cited.get(at);
  if (known !== undefined) return known;
  const found = citations().filter((each) => each.on === at || (each.on === 'part' && each.kinds?.some((kind) => kind === at) === true));
  const controls = [...new Set(found.map((each) => each.control))].sort();
  cited.set(at, controls);
  return controls;
}

/** The verdicts at a subject, as one text: equal where no step can tell two subjects apart. `rest`: without the members that have evidence of their own. */
export function profileOf(subject: string, at: Cited, verdicts: ControlStates, rest = false): string {
  return controlsAt(at)
    .map((control) => {
      const state = verdicts({ control, subject });
      const { verdict, complete } = rest ? (state.own ?? state) : state;
      return complete === true ? `${verdict} of all` : verdict;
    })
    .join(' ');
}
