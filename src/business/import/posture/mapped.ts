import { type ImportContext, type Imported, type Mapping, stateItems } from '../../../evidence/import/index.ts';
import { withoutVersion } from './check.ts';
import type { Posture } from './model.ts';
import { placer } from './subject.ts';
import { lookedAt } from './write.ts';

/** What a mapping's author says beyond the table, of the same results. The results themselves are accounted for already. */
export function byMapping(posture: Posture, context: ImportContext, mapping: Mapping): Imported {
  const place = placer(context, posture.format);
  const items = posture.results.flatMap((checked) => {
    const placed = place(checked);
    if (!('known' in placed)) return [];
    const { outcome } = checked;
    return [
      {
        at: checked.at,
        whole: checked.whole,
        fields: new Map<string, string>([
          ['control', checked.control],
          ['check', withoutVersion(checked.control)],
          ['baseline', checked.baseline],
          ['level', checked.level],
          ['title', checked.title],
          ['about', checked.about],
        ]),
        outcome:
          outcome === 'pass' || outcome === 'fail'
            ? ({ kind: outcome } as const)
            : outcome === 'warning' && checked.level !== 'shall'
              ? ({ kind: 'fail' } as const)
              : ({ kind: 'undecided', why: `${checked.control}: ${checked.said}` } as const),
        source: posture.source,
        mediaType: posture.mediaType,
        subject: placed.known,
        momentAt: checked.momentAt,
        looked: lookedAt(checked),
        ...(checked.observedAt === undefined ? {} : { observedAt: checked.observedAt }),
      },
    ];
  });
  return { format: posture.format, lost: [], ...stateItems(items, context, mapping, () => undefined) };
}
