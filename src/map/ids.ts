import { nearest } from '../core/index.ts';
import type { Finding } from './check.ts';
import type { Part, ServiceMap } from './model.ts';
import type { Path } from './spots.ts';

/** What an id names. A part is told apart further where a reference may not be to just any part. */
export type IdKind = 'service' | 'part' | 'network' | 'place' | 'role' | 'zone' | 'flow' | 'link' | 'gate' | 'asset' | 'party' | 'actor' | 'policy' | 'note';

const WORDS: Readonly<Record<IdKind, string>> = {
  service: 'the service',
  part: 'a part',
  network: 'a network',
  place: 'a place',
  role: 'a role',
  zone: 'a zone',
  flow: 'a flow',
  link: 'a link',
  gate: 'a gate',
  asset: 'an asset',
  party: 'a party',
  actor: 'an actor',
  policy: 'a policy',
  note: 'a note',
};

/** Beyond this many faults nobody reads suggestions, and looking for them costs the most. */
const SUGGESTED = 200;

/** All ids of a map, and what is wrong with them and with references to them. Says each fault through `report`. */
export class Ids {
  private readonly kinds = new Map<string, IdKind>();
  private readonly parts = new Map<string, Part>();
  private readonly unsure: ReadonlySet<string>;
  private readonly report: (finding: Finding) => void;
  private reported = 0;

  constructor(map: ServiceMap, unsure: ReadonlySet<string>, report: (finding: Finding) => void) {
    this.unsure = unsure;
    this.report = (finding) => {
      this.reported += 1;
      report(finding);
    };
    this.add(map.service.id, 'service', ['service', 'id']);
    for (const [i, part] of map.parts.entries()) {
      this.add(part.id, partKind(part), ['parts', i, 'id']);
      if (!this.parts.has(part.id)) this.parts.set(part.id, part);
      this.unique(part.interfaces, ['parts', i, 'interfaces'], 'interface', 'part');
      this.unique(part.variants, ['parts', i, 'variants'], 'variant', 'part');
    }
    const lists = {
      zones: 'zone',
      flows: 'flow',
      links: 'link',
      gates: 'gate',
      assets: 'asset',
      parties: 'party',
      actors: 'actor',
      policies: 'policy',
      notes: 'note',
    } as const;
    for (const [list, kind] of Object.entries(lists) as [keyof typeof lists, IdKind][]) {
      for (const [i, element] of map[list].entries()) this.add(element.id, kind, [list, i, 'id']);
    }
  }

  part(id: string): Part | undefined {
    return this.parts.get(id);
  }

  private add(id: string, kind: IdKind, path: Path): void {
    const before = this.kinds.get(id);
    if (before === undefined) {
      this.kinds.set(id, kind);
      return;
    }
    this.report({
      number: '020',
      path,
      message: `the id "${id}" is taken by ${WORDS[before]}`,
      expected: 'an id that nothing else on the map has, because evidence names its subject by id alone',
      found: id,
      remedy: `Choose another, such as "${id}-${kind}".`,
    });
  }

  /** True where `id` names something of an allowed kind, or something that could not be read. */
  expect(id: string, path: Path, allowed: readonly IdKind[] | 'any'): boolean {
    const kind = this.kinds.get(id);
    if (kind === undefined && this.unsure.has(id)) return true;
    if (kind !== undefined && (allowed === 'any' || allowed.includes(kind))) return true;
    const expected =
      allowed === 'any'
        ? 'the id of anything on the map'
        : `the id of ${allowed.includes('part') ? 'a part' : allowed.map((each) => WORDS[each]).join(' or ')}`;
    const near = this.reported < SUGGESTED ? nearest(id, this.named(allowed), 1)[0] : undefined;
    const meant = near === undefined ? '' : ` Did you mean "${near}"?`;
    this.report(
      kind === undefined
        ? { number: '021', path, message: `"${id}" is not on the map`, expected, found: id, remedy: `Correct the id, or add what it names.${meant}` }
        : {
            number: '022',
            path,
            message: `"${id}" is ${WORDS[kind]}`,
            expected,
            found: WORDS[kind],
            remedy: `Name ${expected.slice(3)}.${meant}`.replace('Name  ', 'Name '),
          },
    );
    return false;
  }

  /** Of things that are named within one list alone, such as the roles of the incident plan. */
  expectOwn(id: string, path: Path, what: string, known: readonly { readonly id: string }[]): void {
    if (known.some((one) => one.id === id)) return;
    const all = known.map((one) => one.id);
    const near = this.reported < SUGGESTED ? nearest(id, all, 1)[0] : undefined;
    this.report({
      number: '021',
      path,
      message: `"${id}" is no ${what}`,
      expected: all.length === 0 ? `a ${what}, of which there is none` : `one of ${all.slice(0, 12).join(', ')}`,
      found: id,
      remedy: `Correct the id, or add the ${what}.${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    });
  }

  /** That no two of a list have one id. */
  unique(list: readonly { readonly id: string }[] | undefined, path: Path, what: string, within: string): void {
    const seen = new Set<string>();
    for (const [i, { id }] of (list ?? []).entries()) {
      if (seen.has(id)) {
        this.report({
          number: '020',
          path: [...path, i, 'id'],
          message: `the ${what} id "${id}" is there twice in one ${within}`,
          expected: `a ${what} id that is unique within the ${within}`,
          found: id,
          remedy: 'Rename one of the two.',
        });
      }
      seen.add(id);
    }
  }

  expectInterface(part: string, id: string, path: Path): void {
    const faces = this.parts.get(part)?.interfaces ?? [];
    if (!this.parts.has(part) || faces.some((face) => face.id === id)) return;
    const near =
      this.reported < SUGGESTED
        ? nearest(
            id,
            faces.map((face) => face.id),
            1,
          )[0]
        : undefined;
    this.report({
      number: '026',
      path,
      message: `"${part}" has no interface "${id}"`,
      expected:
        faces.length === 0
          ? 'no interface, as the part has none'
          : `one of ${faces
              .slice(0, 12)
              .map((face) => face.id)
              .join(', ')}`,
      found: id,
      remedy: `Correct the id, or add the interface to "${part}".${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    });
  }

  private *named(allowed: readonly IdKind[] | 'any'): Iterable<string> {
    for (const [id, kind] of this.kinds) if (allowed === 'any' || allowed.includes(kind)) yield id;
  }
}

function partKind(part: Part): IdKind {
  return part.kind === 'network' || part.kind === 'place' || part.kind === 'role' ? part.kind : 'part';
}
