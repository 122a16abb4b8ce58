import { type Digest, Instant } from '../../../core/index.ts';
import { claimOf } from '../../../evidence/claims/index.ts';
import { accountsOf, coversOf, type Looked } from '../../../evidence/import/cover.ts';
import type { ImportContext } from '../../../evidence/import/index.ts';
import { givenMoment } from '../../../evidence/import/moment.ts';
import { worded } from '../../../evidence/import/wording.ts';
import type { Evidence } from '../../../evidence/model.ts';
import { type Checked, strictestOf, worstOf } from './check.ts';
import type { Posture } from './model.ts';

export const RESULT = 'baseline.result';
const MOST_REFS = 20;

/** Statements of this report. Moments are read once for each text; the oldest of what is cited dates it. */
export function writer(posture: Posture, context: ImportContext, assumed: Set<string>) {
  const moments = new Map<string, Instant>();
  const momentFor = ({ observedAt, momentAt }: Checked): Instant => {
    const key = observedAt ?? '';
    const at = moments.get(key) ?? givenMoment(observedAt, momentAt, context, assumed);
    moments.set(key, at);
    return at;
  };
  const shared = (subject: string, claim: string, of: readonly Checked[]) => ({
    subject,
    claim,
    observedAt: Instant.format(of.map(momentFor).reduce((least, each) => (each < least ? each : least), context.now)),
    validFor: claimOf(claim)?.validFor ?? 'P7D',
    source: worded(posture.source, 300),
    method: 'import' as const,
    raw: { digest: context.digest as Digest, mediaType: posture.mediaType },
  });
  const whose = (of: readonly Checked[]): Pick<Evidence, 'covers'> => {
    const covers = accountsOf(of.map(lookedAt));
    return covers === undefined ? {} : { covers };
  };
  const finding = (failed: readonly Checked[]): Pick<Evidence, 'finding'> => {
    const [first] = failed;
    if (first === undefined) return {};
    const severity = SEVERITIES.findLast((each) => failed.some((one) => one.severity === each));
    const refs = [...new Set(failed.flatMap((each) => each.refs ?? []))].filter((each) => each.length <= 500).slice(0, MOST_REFS);
    const others = new Set(failed.map(({ control }) => control)).size - 1;
    const title = worded(first.title === '' ? first.control : first.title, 400);
    return {
      finding: {
        id: worded(first.control, 200),
        title: others > 0 ? `${title} (and ${others} more)` : title,
        ...(severity === undefined ? {} : { severity }),
        ...(refs.length === 0 ? {} : { refs }),
      },
    };
  };
  return {
    result(subject: string, baseline: string, control: string, of: readonly Checked[]): Evidence {
      const outcome = worstOf(of.map((each) => each.outcome));
      const members = new Set(of.map(({ member }) => member));
      const judged = new Set(of.filter((each) => each.outcome === 'pass' || each.outcome === 'fail' || each.outcome === 'warning').map(({ member }) => member));
      return {
        ...shared(subject, RESULT, of),
        ...whose(of),
        value: {
          baseline: worded(baseline, 100),
          control: worded(control, 200),
          level: strictestOf(of.map((each) => each.level)),
          outcome,
          said: saidOf(of),
        },
        ...(outcome === 'fail' ? finding(of.filter((each) => each.outcome === 'fail')) : {}),
        ...(members.size > 1
          ? { population: { total: members.size, seen: judged.size, query: `what ${worded(control, 200)} looked at in ${worded(posture.source, 200)}` } }
          : {}),
      };
    },
    /** How many different ones, on however many machines. None is never said: a list of what was found does not say where nothing is. */
    holes(subject: string, claim: string, of: readonly Checked[]): Evidence {
      const ids = new Set(of.flatMap(({ holes = [] }) => holes));
      const { severity, refs } = finding(of).finding ?? {};
      const [first = ''] = ids;
      return {
        ...shared(subject, claim, of),
        ...whose(of),
        value: ids.size,
        finding: {
          id: worded(first, 200),
          title: worded(ids.size === 1 ? `${first} is open` : `${first} and ${ids.size - 1} more known vulnerabilities are open`, 400),
          ...(severity === undefined ? {} : { severity }),
          ...(refs === undefined ? {} : { refs }),
        },
      };
    },
    truth(subject: string, claim: string, value: boolean, of: readonly Checked[]): Evidence {
      const covers = coversOf(of.map(lookedAt))?.covers;
      return { ...shared(subject, claim, of), value, ...(value ? {} : finding(of)), ...(covers === undefined ? {} : { covers }) };
    },
  };
}

export function lookedAt({ by, account, looked }: Checked): Looked {
  return { by, account, ...(looked === undefined ? {} : { member: looked }) };
}

const SEVERITIES = ['none', 'low', 'medium', 'high', 'critical'] as const;

/** The tool's own words, with how many of each where there are several. */
function saidOf(of: readonly Checked[]): string {
  const counts = new Map<string, number>();
  for (const { said } of of) counts.set(said, (counts.get(said) ?? 0) + 1);
  if (of.length === 1) return worded(of[0]?.said ?? '', 200);
  return worded([...counts].map(([said, count]) => `${said}: ${count}`).join(', '), 200);
}
