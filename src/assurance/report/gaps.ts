import type { Position } from '../position.ts';
import { evidenceOf } from '../position.ts';
import { type AttackView, cheapestThrough } from './attack-view.ts';
import type { AttackStory, Gap, Move, StandardPosition } from './model.ts';
import { round } from './moves.ts';

const MOST_CITED = 50;

/** Every requirement that is owed, or may be, and is not proven: why, what it lets through, what closes it. Best first by risk removed per effort. */
export function gapsOf(
  standards: readonly StandardPosition[],
  position: Position,
  view: AttackView,
  moves: readonly Move[],
  story: (found: NonNullable<ReturnType<typeof cheapestThrough>>) => AttackStory,
): readonly Gap[] {
  const positions = new Map(position.controls.map((one) => [one.control.id as string, one]));
  const moveOf = new Map(moves.map((move) => [move.control, move]));
  const stories = new Map<string, Gap['attacks']['cheapest']>();
  const cheapest = (control: string) => {
    if (!stories.has(control)) {
      const found = cheapestThrough(view, control);
      stories.set(control, found === undefined ? undefined : { goal: found.goal.state.id, story: story(found) });
    }
    return stories.get(control);
  };
  const open = standards.flatMap((standard) =>
    standard.requirements.filter((row) => row.verdict !== 'proven' && row.verdict !== 'not-applicable').map((row) => ({ standard: standard.id, row })),
  );
  const gaps = open.map(({ standard, row }): Gap => {
    const closes = row.answers
      .filter((answer) => answer.relation !== 'intersects-with' && answer.verdict !== 'proven' && answer.verdict !== 'not-owed')
      .map((answer) => answer.control);
    const about =
      closes.length > 0 ? closes : row.answers.filter((answer) => answer.verdict !== 'proven' && answer.verdict !== 'not-owed').map((answer) => answer.control);
    const directly = (row.directly?.at ?? [])
      .filter((one) => one.verdict !== 'proven')
      .map(({ subject, claim, verdict, because, evidence }) => {
        const more = evidence.length > MOST_CITED ? `; ${evidence.length - MOST_CITED} more entries` : '';
        return { control: claim, subject, verdict, because: because + more, shares: {}, evidence: evidence.slice(0, MOST_CITED) };
      });
    const why = about.flatMap((control) =>
      (positions.get(control)?.subjects ?? [])
        .filter((subject) => subject.verdict !== 'proven')
        .map((subject) => {
          const evidence = evidenceOf(subject);
          const more = evidence.length > MOST_CITED ? `; ${evidence.length - MOST_CITED} more entries` : '';
          const { verdict, shares } = subject;
          return { control, subject: subject.subject, verdict, because: reasonOf(subject) + more, shares, evidence: evidence.slice(0, MOST_CITED) };
        }),
    );
    const steps = new Set(about.flatMap((control) => view.heldOpenBy.get(control) ?? []));
    const through = view.goals.filter((goal) => [...steps].some((step) => goal.relevant.has(step)));
    const ways = about.flatMap((control) => cheapest(control) ?? []);
    const weight = new Map(view.goals.map((goal) => [goal.state.id, goal.weight]));
    const way = ways.toSorted((a, b) => (weight.get(b.goal) ?? 0) - (weight.get(a.goal) ?? 0) || a.story.days - b.story.days || (a.goal < b.goal ? -1 : 1))[0];
    const chosen = new Set(closes);
    const alsoCloses = open
      .filter((other) => other.standard !== standard || other.row.id !== row.id)
      .filter(
        ({ row: other }) =>
          other.remainder === undefined &&
          other.directly === undefined &&
          other.answers.some((answer) => chosen.has(answer.control)) &&
          other.answers
            .filter((answer) => answer.relation !== 'intersects-with')
            .every((answer) => answer.verdict === 'proven' || answer.verdict === 'not-owed' || chosen.has(answer.control)),
      )
      .map(({ standard: other, row: { id } }) => ({ standard: other, requirement: id }));
    const effort = closes.reduce((sum, control) => sum + (moveOf.get(control)?.effort ?? 0), 0);
    return {
      standard,
      requirement: row.id,
      title: row.title,
      ...(row.level === undefined ? {} : { level: row.level }),
      ...(row.levels === undefined ? {} : { levels: row.levels }),
      verdict: row.verdict === 'not-applicable' ? 'unproven' : row.verdict,
      applies: row.applies === 'yes' ? 'yes' : 'undecided',
      why: [...directly, ...why],
      ...(row.remainder === undefined ? {} : { remainder: row.remainder }),
      attacks: { goals: through.length, ...(way === undefined ? {} : { cheapest: way }) },
      closes,
      alsoCloses,
      // Controls that close together remove at least what the best of them removes alone.
      riskRemoved: round(Math.max(0, ...closes.map((control) => moveOf.get(control)?.riskRemoved ?? 0))),
      effort,
    };
  });
  const value = (gap: Gap) => (gap.effort === 0 ? 0 : gap.riskRemoved / gap.effort);
  const potential = (gap: Gap) => (gap.effort === 0 ? 0 : (gap.attacks.goals + gap.alsoCloses.length) / gap.effort);
  const order = new Map(open.map(({ standard, row }, i) => [`${standard} ${row.id}`, i]));
  // What is judged directly has no control to rank it by: what was found broken comes first, then by the standard's own urgency.
  const urgency = new Map(
    open.flatMap(({ standard, row }) =>
      row.directly === undefined ? [] : [[`${standard} ${row.id}`, [row.verdict === 'failing' ? 1 : 0, row.directly.urgency] as const] as const],
    ),
  );
  const sooner = (a: Gap, b: Gap) => {
    const [one, other] = [a, b].map((gap) => urgency.get(`${gap.standard} ${gap.requirement}`) ?? [0, 0]);
    return a.standard !== b.standard || one === undefined || other === undefined ? 0 : other[0] - one[0] || other[1] - one[1];
  };
  return gaps.sort(
    (a, b) =>
      value(b) - value(a) ||
      potential(b) - potential(a) ||
      sooner(a, b) ||
      (order.get(`${a.standard} ${a.requirement}`) ?? 0) - (order.get(`${b.standard} ${b.requirement}`) ?? 0),
  );
}

// The worst piece speaks for the subject; pieces of a class name themselves.
function reasonOf(subject: Position['controls'][number]['subjects'][number]): string {
  const piece = subject.pieces.find((one) => one.judgement.verdict === subject.verdict) ?? subject.pieces[0];
  const check =
    piece?.judgement.checks.find((one) => one.verdict === subject.verdict) ??
    piece?.judgement.checks.find((one) => one.verdict !== 'proven') ??
    piece?.judgement.checks[0];
  const exclusion = piece?.judgement.exclusion;
  const said =
    subject.verdict === 'excluded' && exclusion !== undefined
      ? `excluded by ${exclusion.approver} until ${exclusion.until}: ${exclusion.reason}`
      : (check?.why ?? 'nobody has looked');
  return piece === undefined || piece.subject === subject.subject ? said : `${piece.subject}: ${said}`;
}
