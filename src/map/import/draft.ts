import type { z } from 'zod';
import type { Json } from '../../core/index.ts';
import type { actorSchema, assetSchema, flowSchema, Imported, linkSchema, noteSchema, Origin, partSchema, zoneSchema } from '../model.ts';
import { account, LONG_ID } from './account.ts';
import { cut, type Fields, nameOf } from './foreign.ts';

type PartDraft = z.input<typeof partSchema>;
type NoteDraft = z.input<typeof noteSchema>;
type Scope = 'part' | 'zone' | 'asset' | 'flow' | 'note' | 'actor' | 'link';

/** A map in the making out of a foreign model: ids, references, the account of what was carried. Values in, one value out. */
export class Draft {
  readonly parts: PartDraft[] = [];
  readonly zones: z.input<typeof zoneSchema>[] = [];
  readonly flows: z.input<typeof flowSchema>[] = [];
  readonly links: z.input<typeof linkSchema>[] = [];
  readonly assets: z.input<typeof assetSchema>[] = [];
  readonly actors: z.input<typeof actorSchema>[] = [];
  readonly notes: NoteDraft[] = [];
  private readonly format: string;
  private readonly taken = new Set<string>();
  private readonly foreign = new Map<string, string>();
  private readonly suffix = new Map<string, number>();
  private readonly carried = new Map<string, number>();
  private readonly mapped = new Map<string, Imported['mapped'][number]>();
  private readonly partsById = new Map<string, PartDraft>();
  private net: string | undefined;

  constructor(format: string) {
    this.format = format;
  }

  /** A fresh id in the style of the map, made of the foreign id where that is readable, else of the name. The same source gives the same ids. */
  id(scope: Scope, foreign: string, name = ''): string {
    const bare = bareId(foreign);
    // An id that says nothing to people gives way to the name.
    const opaque = /^[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f-]{24,}$|^\d*$/i.test(bare);
    const base = slug(opaque && name.trim() !== '' ? name : bare) || slug(name) || slug(bare) || scope;
    const id = this.free(base);
    const key = `${scope} ${foreign}`;
    if (!this.foreign.has(key)) this.foreign.set(key, id);
    return id;
  }

  private free(base: string): string {
    let id = base;
    if (this.taken.has(id)) {
      let n = this.suffix.get(base) ?? 2;
      while (this.taken.has(`${base}-${n}`)) n += 1;
      id = `${base}-${n}`;
      this.suffix.set(base, n + 1);
    }
    this.taken.add(id);
    return id;
  }

  /** Makes a second foreign name lead to an id. */
  alias(scope: Scope, foreign: string, id: string): void {
    const key = `${scope} ${foreign}`;
    if (!this.foreign.has(key)) this.foreign.set(key, id);
  }

  /** Our id of a foreign element, or undefined. */
  find(scope: Scope, foreign: string): string | undefined {
    return this.foreign.get(`${scope} ${foreign}`);
  }

  /** As `find`; what the source names and does not define is noted on `on`, so that a dangling reference is seen rather than dropped. */
  refer(scope: Scope, foreign: string, on: string | undefined, as: string): string | undefined {
    const id = this.find(scope, foreign);
    if (id === undefined && foreign !== '') {
      this.note({
        id: this.id('note', `dangling ${as} ${foreign}`),
        kind: 'other',
        title: cut(`The source names "${bareId(foreign)}" as ${as} and does not define it`, 1000),
        ...(on === undefined ? {} : { on: [on] }),
        status: 'dangling reference',
      });
    }
    return id;
  }

  refers(scope: Scope, foreign: readonly string[], on: string, as: string): string[] {
    return [...new Set(foreign.flatMap((id) => this.refer(scope, id, on, as) ?? []))];
  }

  origin(id: string, fields: Fields): Origin {
    // The schema's type for JSON is the same but for not being readonly, and nothing writes to an origin.
    const whole: Fields = id.length > 500 ? { ...fields, [LONG_ID]: id } : fields;
    return { format: this.format, ...(id === '' ? {} : { id: cut(id, 500) }), fields: whole as NonNullable<Origin['fields']> };
  }

  part(part: PartDraft): PartDraft {
    this.parts.push(part);
    this.partsById.set(part.id, part);
    return part;
  }

  partBy(id: string): PartDraft | undefined {
    return this.partsById.get(id);
  }

  note(note: NoteDraft): void {
    this.notes.push(note);
  }

  /** Counts an element of the source, by the word that the source has for it. */
  count(type: string): void {
    this.carried.set(type, (this.carried.get(type) ?? 0) + 1);
  }

  how(from: string, to: string, how: string): void {
    const key = `${from} ${to}`;
    if (!this.mapped.has(key)) this.mapped.set(key, { from, to, how });
  }

  /** The network "Internet", with somebody on it, made when the first element is found to face it. */
  internet(): string {
    if (this.net !== undefined) return this.net;
    this.net = this.free('internet');
    this.part({
      id: this.net,
      kind: 'network',
      name: 'Internet',
      description: 'Added by the import: the source marks elements as reachable from the Internet.',
    });
    this.actors.push({
      id: this.free('stranger'),
      name: 'Anyone on the Internet',
      kind: 'outsider',
      starts: [{ part: this.net, access: 'reach' }],
    });
    this.how('(added)', 'part, actor', 'a network "Internet" and a stranger on it, because the source marks elements as facing the Internet');
    return this.net;
  }

  /** Marks a part as reachable from the Internet, by one interface for each protocol it is spoken to in. */
  faceInternet(part: PartDraft): void {
    const net = this.internet();
    part.facts = { ...part.facts, 'internet-facing': true };
    const faces = part.interfaces ?? [];
    if (faces.length === 0) faces.push({ id: 'internet', protocol: 'unknown', purpose: 'other' });
    for (const face of faces) if (face.on?.includes(net) !== true) face.on = [...(face.on ?? []), net];
    part.interfaces = faces;
  }

  attach(part: PartDraft, network: string): void {
    if (part.attached?.includes(network) !== true) part.attached = [...(part.attached ?? []), network];
  }

  /** The interface of `part` for a protocol, made when first spoken to. */
  face(
    part: PartDraft,
    protocol: string,
    purpose: NonNullable<PartDraft['interfaces']>[number]['purpose'],
    authentication: NonNullable<PartDraft['interfaces']>[number]['authentication'],
  ): string {
    const id = slug(protocol) || 'unknown';
    const faces = part.interfaces ?? [];
    const known = faces.find((face) => face.id === id);
    if (known === undefined) faces.push({ id, protocol: cut(protocol === '' ? 'unknown' : protocol, 60), purpose, authentication });
    else if (known.authentication !== authentication) known.authentication = 'unknown';
    part.interfaces = faces;
    return id;
  }

  /** The map and the account of it. `rest`: what of the document belongs to no element. `structure`: the format's own words for containers. */
  finish(source: Json, service: { id: string; name: string; description: string; operator?: string }, rest: Fields, structure: readonly string[]): Imported {
    if (this.parts.length === 0) {
      this.part({
        id: this.free('unknown'),
        kind: 'place',
        name: 'Unknown',
        description: 'Added by the import: the source has no element that could be a part.',
      });
      this.how('(added)', 'part', 'a place "Unknown", because a map has at least one part');
    }
    const map: Imported['map'] = {
      assay: 'service/1',
      service: {
        id: this.free(slug(service.id) || slug(service.name) || 'service'),
        name: nameOf(service.name, 'Imported service'),
        ...describe(service.description),
        ...(service.operator === undefined || service.operator === '' ? {} : { operator: cut(service.operator, 200) }),
        origin: this.origin(service.id, rest),
      },
      parts: this.parts,
      zones: this.zones,
      flows: this.flows,
      links: this.links,
      assets: this.assets,
      actors: this.actors,
      notes: this.notes,
    };
    return {
      map,
      carried: Object.fromEntries([...this.carried].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      mapped: [...this.mapped.values()],
      lost: account(source, map, new Set(structure)),
    };
  }
}

const SPACE = '\u001f';

/** A foreign id that is unique only within something: a diagram, a kind of element. */
export function inSpace(space: string, foreign: string): string {
  return `${space}${SPACE}${foreign}`;
}

function bareId(foreign: string): string {
  return foreign.slice(foreign.lastIndexOf(SPACE) + 1);
}

function slug(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9._]+/g, '-')
    .slice(0, 60)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}

/** A description, where there is one. */
export function describe(text: string): { description?: string } {
  return text.trim() === '' ? {} : { description: cut(text.trim(), 20_000) };
}

/** Tags, where there are any. */
export function tagged(tags: readonly string[]): { tags?: string[] } {
  return tags.length === 0 ? {} : { tags: tags.slice(0, 50_000).map((tag) => cut(tag, 200)) };
}
