import type { Instant } from '../../core/index.ts';
import { type About, EXCEPTED_BY, type LinkFact, type LinkReason } from '../release/link.ts';
import { type JudgedCriterion, type JudgedRelease, PHASES } from './model.ts';

const BEFORE = PHASES.slice(0, PHASES.indexOf('release'));

/** What has to be so before a release goes out: all that the phases before ask for on leaving, and what the phase "release" asks for on entering. */
export function dueAtRelease({ criteria }: JudgedRelease): readonly JudgedCriterion[] {
  return criteria.filter(({ phase, of }) => BEFORE.includes(phase) || (phase === 'release' && of === 'entry'));
}

/** The lifecycle of a release as a link of its chain. Reasons are `criterion-failing`, `criterion-lacking` and `analysis-outdated`. `inputs`: of the file of the lifecycle, whose days are what somebody wrote. */
export function lifecycleLink(judged: JudgedRelease, about: About, at: Instant, inputs: LinkFact['inputs'] = []): LinkFact {
  const due = dueAtRelease(judged);
  const open = due
    .filter(({ state }) => state === 'failing' || state === 'lacking')
    .toSorted((a, b) => Number(a.state === 'lacking') - Number(b.state === 'lacking'));
  const reasons = open.map(
    ({ id, state, criterion, because, remedy }): LinkReason => ({
      code: criterion.analysis !== undefined && state === 'failing' ? 'analysis-outdated' : `criterion-${state}`,
      place: id,
      what: `${criterion.title}: ${because}`,
      remedy,
    }),
  );
  const count = (state: JudgedCriterion['state']) => due.filter((one) => one.state === state).length;
  const agreed = due.flatMap(({ agreedBy }) => agreedBy ?? []);
  const registers = [...new Set(agreed)].map((digest) => ({ name: EXCEPTED_BY, digest }));
  const nothing: readonly LinkReason[] =
    due.length > 0
      ? []
      : [
          {
            code: 'no-criteria',
            place: judged.release.name,
            what: 'The lifecycle asks for nothing before the release.',
            remedy: 'Write criteria into its phases.',
          },
        ];
  return {
    link: 'lifecycle',
    about,
    state: open.some(({ state }) => state === 'failing') ? 'broken' : reasons.length + nothing.length > 0 ? 'unknown' : 'proven',
    reasons: [...reasons, ...nothing],
    counts: {
      criteria: due.length,
      met: count('met'),
      excepted: count('excepted'),
      'excepted-typed': count('excepted') - agreed.length,
      lacking: count('lacking'),
      failing: count('failing'),
    },
    at,
    inputs: [...inputs, ...registers],
  };
}
