import type { FactKey } from '../../map/facts.ts';
import type { Part, ServiceMap } from '../../map/model.ts';
import { type Answer, anyOf, type Value } from '../applicability/answer.ts';
import { stated } from '../applicability/stated.ts';
import type { Applicability, Standard } from '../model.ts';

// Two chapters are about one platform each; a repository is excused from them where the map says that its C is not for it.
const PLATFORM: Readonly<Record<string, { readonly fact: FactKey; readonly about: string }>> = {
  POS: { fact: 'c-for-posix', about: 'A repository holds C for POSIX systems' },
  WIN: { fact: 'c-for-windows', about: 'A repository holds C for Windows' },
};
const C_SOURCE = { fact: 'c-source', about: 'A repository holds source in C' } as const;

function questions(rule: string): readonly { readonly fact: FactKey; readonly about: string }[] {
  const platform = PLATFORM[rule.slice(0, 3)];
  return platform === undefined ? [C_SOURCE] : [C_SOURCE, platform];
}

function repositoriesOf(map: ServiceMap): readonly Part[] {
  return map.parts.filter((part) => part.inScope && part.kind === 'repository');
}

/** Owed unless the map says no; silence is no answer. */
function answers(map: ServiceMap, part: Part, rule: string): readonly Answer[] {
  return questions(rule).map(({ fact }) => stated(map, part, fact));
}

/** The repositories in scope that owe a guideline: all but those of which the map states that they hold no such C. */
export function repositoriesOwing(map: ServiceMap, rule: string): readonly Part[] {
  return repositoriesOf(map).filter((part) => answers(map, part, rule).every((answer) => answer.value !== 'no'));
}

/** For each guideline of CERT C, whether it is owed by what the map states. A map without a repository excuses from nothing. */
export function ofRepositories(standard: Standard, map: ServiceMap): readonly Applicability[] {
  const repositories = repositoriesOf(map);
  return standard.requirements.map(({ id, withdrawn }): Applicability => {
    if (withdrawn !== undefined) return { requirement: id, applies: 'no', because: [{ fact: withdrawn.reason, value: 'no', decidedBy: [] }] };
    if (repositories.length === 0)
      return { requirement: id, applies: 'undecided', because: [{ fact: C_SOURCE.about, value: 'unknown', decidedBy: [map.service.id] }] };
    const each = repositories.map((part) => answers(map, part, id));
    const owed = each.map(
      (one): Value => (one.some((answer) => answer.value === 'no') ? 'no' : one.some((answer) => answer.value === 'unknown') ? 'unknown' : 'yes'),
    );
    return {
      requirement: id,
      applies: owed.includes('yes') ? 'yes' : owed.every((value) => value === 'no') ? 'no' : 'undecided',
      because: questions(id).map(({ about }, index) => ({ fact: about, ...anyOf(each.flatMap((one) => one[index] ?? [])) })),
    };
  });
}
