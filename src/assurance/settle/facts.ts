import { FACTS, type FactKey } from '../../map/facts.ts';
import type { ServiceMap } from '../../map/model.ts';
import { factsMissing, partOf } from '../applicability/en-18031/index.ts';
import { CONDITIONS, FEATURES, type Question } from '../applicability/features.ts';
import { gather } from '../applicability/shown.ts';
import type { Requirement, Standard } from '../model.ts';
import type { RequirementRow } from '../report/model.ts';
import type { CheckToMake } from './model.ts';

const DAYS = 0.1;

/** What a fact is about, without its letter in a standard. */
function plainly(key: FactKey): string {
  return FACTS[key].about.replace(/ \([^)]*\)\.$|\.$/, '');
}

/** The key of the fact that a question asks after, where it has one: some are answered by what flows and assets say. */
const KEY_OF: ReadonlyMap<string, FactKey> = new Map((Object.keys(FACTS) as FactKey[]).map((key) => [plainly(key), key] as const));

/** What has to be said in the map for it to be known whether a requirement applies, however it comes out. Empty where nothing of the kind is missing. */
export function factsFor(map: ServiceMap): (standard: Standard, requirement: Requirement, row: RequirementRow) => readonly CheckToMake[] {
  const shown = gather(map);
  const devices = map.parts.filter((part) => part.inScope && (part.kind === 'device' || part.kind === 'gateway'));
  const asked = new Map<Question, readonly { readonly part: string; readonly value: 'yes' | 'no' | 'unknown' }[]>();
  const ask = (question: Question) => {
    const known = asked.get(question);
    if (known !== undefined) return known;
    const made = devices.map((device) => ({ part: device.id, value: question.ask(shown, [device]).value }));
    asked.set(question, made);
    return made;
  };
  return (standard, { id, condition, feature }, row) => {
    if (row.applies !== 'undecided') return [];
    const part = partOf(standard.id);
    // The trees of EN 18031 show answers that decide nothing, so it is they that say which facts are missing.
    if (part !== undefined && devices.length > 0)
      return devices.flatMap((device) => factsMissing(standard, part, id, shown, device).map((key) => factCheck(plainly(key), device.id)));
    if (standard.id !== 'en-303-645')
      return row.because.filter((one) => one.value === 'unknown').flatMap((one) => one.decidedBy.map((subject) => factCheck(one.fact, subject)));
    const questions = [...(condition === undefined ? [] : [CONDITIONS[condition]]), ...(feature === undefined ? [] : [FEATURES[feature]])];
    // A device that fails one of its questions has answered for itself; of the others every unknown has to be said.
    const open = devices.filter((_, d) => questions.every((question) => ask(question)[d]?.value !== 'no'));
    return questions.flatMap((question) =>
      ask(question).flatMap(({ part, value }) => (value === 'unknown' && open.some((device) => device.id === part) ? [factCheck(question.about, part)] : [])),
    );
  };
}

function factCheck(about: string, subject: string): CheckToMake {
  const plain = about.replace(/^(?:Condition|Feature) [0-9a-z]+: /, '');
  const fact = KEY_OF.get(plain);
  const said = `${plain.charAt(0).toLowerCase()}${plain.slice(1)}`;
  return {
    kind: 'fact',
    id: `fact ${fact ?? plain}@${subject}`,
    ...(fact === undefined ? {} : { fact }),
    about: plain,
    subject,
    todo: fact === undefined ? `Say in the map, by its flows and assets, of ${subject}: ${said}?` : `State the fact ${fact} of ${subject} in the map: ${said}?`,
    days: DAYS,
  };
}
