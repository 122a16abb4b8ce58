import { edgesTo } from '../../assurance/crosswalk/index.ts';
import { otherEdition } from '../../assurance/edition.ts';
import type { ImportedView } from '../../assurance/imported/index.ts';
import { type Finder, importsAt, type Placing, placingOf, type ReadStandard, readStandard } from '../../assurance/imported/index.ts';
import { openOscal } from '../../assurance/oscal/index.ts';
import { Digest, Instant } from '../../core/index.ts';
import { textOfBytes } from '../../map/edge/files.ts';
import { question } from '../judge/question.ts';

interface GivenBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadAsked {
  readonly file: GivenBytes;
  readonly with: readonly GivenBytes[];
  readonly id?: string;
  readonly edition?: string;
  readonly levels?: readonly string[];
  readonly supersede: boolean;
  readonly acknowledgeDrift: boolean;
}

export interface ReadAnswer {
  readonly read: ReadStandard;
  readonly placing: Placing;
  readonly text: string;
  readonly digest: Digest;
  readonly imports: ImportedView['imports'];
  readonly answered: number;
  readonly size: number;
}

/** After any import. */
const ALWAYS = Instant.of(Number.MAX_SAFE_INTEGER);

/** Reads a standard from a file and says where it would stand: in the judge's thread, since catalogues are large. */
export const readStandardQuestion = question('standards.read', (desk, asked: ReadAsked): ReadAnswer => {
  const { name, bytes } = asked.file;
  const text = textOfBytes(bytes, name);
  const digest = Digest.of(bytes);
  const { id, edition, levels } = asked;
  const naming = { ...(id === undefined ? {} : { id }), ...(edition === undefined ? {} : { edition }), ...(levels === undefined ? {} : { levels }) };
  const read = readStandard(text, name, digest, naming, among(asked.with));
  const { standard } = read;
  const placing = placingOf({
    standard,
    file: name,
    supersede: asked.supersede,
    acknowledged: asked.acknowledgeDrift,
    named: { edition: 'edition', supersede: 'supersede', acknowledge: 'acknowledgeDrift' },
  });
  const other = otherEdition(standard);
  const inForce = standard.requirements.filter((one) => one.withdrawn === undefined);
  return {
    read,
    placing: { ...placing, said: [...placing.said, ...(other === undefined ? [] : [`${other} So nothing is proven by it.`])] },
    text,
    digest,
    imports: importsAt(desk.folded.imports, ALWAYS).slice(),
    answered: inForce.filter((one) => edgesTo(standard.id, one.id).length > 0).length,
    size: desk.folded.head.size,
  };
});

/** Documents that a profile imports are those that came with it, by the last part of the href: nothing is fetched, and no folder is looked into. */
function among(files: readonly GivenBytes[]): Finder {
  const byName = new Map(files.map((file) => [file.name.toLowerCase(), file]));
  const opened = new Map<string, ReturnType<Finder>>();
  return (href) => {
    const [path = ''] = href.split(/[?#]/, 1);
    const name = (path.split(/[/\\]/).at(-1) ?? '').toLowerCase();
    const found = byName.get(name);
    if (found === undefined) return undefined;
    const known = opened.get(name) ?? { name: found.name, document: openOscal(textOfBytes(found.bytes, found.name), found.name) };
    opened.set(name, known);
    return known;
  };
}

export const STANDARD_QUESTIONS = [readStandardQuestion];
