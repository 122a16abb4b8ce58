import type { Json } from '../../core/index.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';
import { DRILL_DECLARED, DRILL_JUDGED, type DrillDeclared, drillDeclaredSchema, drillJudgedSchema } from './events.ts';

/** The drills that were declared, by id, in their order, and which of them were judged. */
export type DrillView = { declared: (DrillDeclared & { seq: number; [key: string]: Json })[]; judged: string[] };

export const drillView: LedgerProjection<DrillView> = {
  name: 'operations-drills',
  version: 1,
  initial: () => ({ declared: [], judged: [] }),
  on: {
    [DRILL_DECLARED]: (view, fact) => {
      const parsed = drillDeclaredSchema.safeParse(fact.event.body);
      // The first declaration of an id counts: another of the same id could be written to fit what was found.
      if (parsed.success && !view.declared.some(({ drill }) => drill === parsed.data.drill)) view.declared.push({ ...parsed.data, seq: fact.seq });
      return view;
    },
    [DRILL_JUDGED]: (view, fact) => {
      const parsed = drillJudgedSchema.safeParse(fact.event.body);
      if (parsed.success) view.judged.push(parsed.data.drill);
      return view;
    },
  },
};
