import { standardsAt } from '../../assurance/edge/shelf.ts';
import { Instant } from '../../core/index.ts';
import { readKeptText } from '../../map/edge/text.ts';
import { layersOf } from '../../map/layer.ts';
import { writeMap } from '../../map/write.ts';
import type { Desk } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import { checkedAnswer, differenceOf, readText } from './checked.ts';
import { elementOf, standingOf } from './element.ts';
import type { CheckAnswer, CompareAnswer, ElementAnswer, MapAnswer, StandingAnswer, VersionsAnswer } from './model.ts';
import { shownVersions, versionAt, versionsOf } from './versions.ts';

interface At {
  readonly at?: string | undefined;
}

/** The version that is named, else the one that was in use at the moment that is shown, else the newest. */
export const mapQuestion = question('map', (desk, { version, at }: At & { readonly version?: string | undefined }): MapAnswer => {
  const { used, map } = versionAt(desk, version ?? (at === undefined ? undefined : desk.mapDigestAt(Instant.parse(at))));
  const newestDigest = versionsOf(desk).at(-1)?.digest ?? used.digest;
  return {
    digest: used.digest,
    newest: used.digest === newestDigest,
    newestDigest,
    map,
    layers: Object.fromEntries(layersOf(map)),
    text: textKept(desk, used.digest, used.text) ? 'given' : 'written',
  };
});

/** Whether the text that was given reads as that map: neither ever changes, and reading a text of thousands of parts takes seconds. */
const texts = new Map<string, boolean>();
const TEXTS_KEPT = 200;
function textKept({ dataDir }: Desk, digest: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  const key = `${digest} ${text}`;
  const known = texts.get(key) ?? readKeptText(dataDir, text, digest) !== undefined;
  if (texts.size >= TEXTS_KEPT) texts.clear();
  texts.set(key, known);
  return known;
}

/** The text as it was given, where it was kept and still reads as that map; else written from the map. */
export const mapYamlQuestion = question('map.yaml', (desk, { version }: { readonly version?: string | undefined }) => {
  const { used, map } = versionAt(desk, version);
  const given = used.text === undefined ? undefined : readKeptText(desk.dataDir, used.text, used.digest);
  return { digest: used.digest, service: map.service.id, yaml: given ?? writeMap(map), text: used.text ?? null };
});

/** What an edit is decided on: the newest version, the text that was kept of it, and the standards that can be owed. */
export const editedQuestion = question('map.edited', (desk, _: object) => {
  const { used, map } = versionAt(desk);
  return { digest: used.digest, text: used.text ?? null, service: map.service.id, standards: standardsOf(desk) };
});

/** Reads a text in the judge's thread, where a map of ten thousand parts delays no sign-in. */
export const checkQuestion = question(
  'map.check',
  (desk, { yaml, file, against }: { readonly yaml: string; readonly file: string; readonly against?: string | undefined }): CheckAnswer => {
    const before = versionsOf(desk).length === 0 ? undefined : versionAt(desk, against).map;
    return checkedAnswer(readText(yaml, file, standardsOf(desk)), before);
  },
);

export const versionsQuestion = question(
  'map.versions',
  (desk, { before, limit }: { readonly before?: number | undefined; readonly limit: number }): VersionsAnswer => shownVersions(desk, before, limit),
);

export const compareQuestion = question('map.compare', (desk, { from, to }: { readonly from: string; readonly to?: string | undefined }): CompareAnswer => {
  const before = versionAt(desk, from);
  const after = versionAt(desk, to);
  return { from: before.used.digest, to: after.used.digest, ...differenceOf(before.map, after.map) };
});

export const standingQuestion = question('map.standing', (desk, { at }: At): StandingAnswer => standingOf(desk, at));
export const elementQuestion = question('map.element', (desk, { at, id }: At & { readonly id: string }): ElementAnswer => elementOf(desk, id, at));

function standardsOf(desk: Parameters<typeof mapQuestion.answer>[0]): readonly string[] {
  // Not by `desk.at`: a check at every pause of typing would push out the moments that are kept there.
  return [...new Set(standardsAt(desk.dataDir, desk.folded.imports, desk.now()).map(({ id }) => id))];
}

export const MAP_QUESTIONS = [
  mapQuestion,
  mapYamlQuestion,
  editedQuestion,
  checkQuestion,
  versionsQuestion,
  compareQuestion,
  standingQuestion,
  elementQuestion,
];
