import type { Instant, Json } from '../../core/index.ts';
import type { Evidence, Method } from '../model.ts';

// What every importer of other tools' output takes and gives. The bytes are the tool's, or whoever stood between: nothing in them is believed
// beyond what the statement says was seen, by whom and how. docs/evidence-import.md shows how to write another importer.

/** What an importer may know of the world. */
export interface ImportContext {
  readonly file: string;
  /** The moment of import: a source without a moment of its own gives evidence of no other, and says so under `assumed`. */
  readonly now: Instant;
  /** When the command says that the source was seen, where it does not say so itself: RFC 3339 in UTC, and not to come. */
  readonly observedAt?: string;
  /** The subject that the command says the source is about. Items that name one themselves (a row, a test) are about that one all the same. */
  readonly subject?: string;
  /** Subjects of the map (elements, variants), by which names in the source are resolved. */
  readonly subjects: ReadonlySet<string>;
  /** Other words for them in small letters (a name, a package url, the uri of a repository), where a word means one subject alone. */
  readonly names?: ReadonlyMap<string, string>;
  /** How many there are of a subject, where it is more than one. */
  readonly populations?: ReadonlyMap<string, number>;
  /** The kind of each part of the map, such as `mail`: a source about one tenant speaks of the only part of a kind. */
  readonly kinds?: ReadonlyMap<string, string>;
  /** The service itself: of it is stated what a tenant's report says of a system that the map does not have. */
  readonly service?: string;
  /** What the operator's own rules say of a system that a source names by these words: asked before any word of the map. */
  readonly joined?: (words: readonly string[], format: string) => { readonly part: string; readonly why: string } | { readonly left: string } | undefined;
  /** Where each part of the map says that it can be reached: ports, and the networks from which. */
  readonly listens?: ReadonlyMap<string, readonly Listening[]>;
  /** Addresses of networks of the map, where the operator declares them: what a scan has to cover before it says anything good of one. */
  readonly ranges?: ReadonlyMap<string, readonly string[]>;
  /** Whoever gives the report says that it was asked for without a filter, where the report cannot tell. */
  readonly whole?: boolean;
  /** Whom each identity provider of the map signs in: what it asks of everybody holds for these roles. */
  readonly signIns?: ReadonlyMap<string, SignsIn>;
  /** Digest of the whole input: what each statement's `raw` cites. */
  readonly digest: string;
}

/** An interface of a part that has a port. `on`: networks from which it can be reached, as far as the map says. */
export interface Listening {
  readonly port: number;
  readonly protocol: string;
  readonly on: readonly string[];
}

/** Roles of the map, by how much of what they use lies behind one identity provider. */
export interface SignsIn {
  /** Everything that they sign in to is behind it. */
  readonly wholly: readonly string[];
  /** Some of it is. */
  readonly partly: readonly string[];
  /** Of both: those that administer the identity provider itself. */
  readonly administrators: readonly string[];
}

/** An item of the source of which no statement was made, kept whole, and why. */
export interface Kept {
  /** Where in the source, as a path such as `runs[0].results[3]`. */
  readonly at: string;
  readonly why: string;
  readonly item: Json;
}

/** What an import came to. Every item of the source is in exactly one of `evidence`, `unclaimed` and `unknownSubjects`. */
export interface Imported {
  readonly format: string;
  /** Items of the source that are in the statements, and items in all. */
  readonly carried: number;
  readonly items: number;
  readonly evidence: readonly Evidence[];
  /** How the source's words became claims, for whoever checks it. */
  readonly mapped: readonly { readonly from: string; readonly claim: string; readonly items: number }[];
  /** Items that no declared claim is about. Never evidence of anything good. */
  readonly unclaimed: readonly Kept[];
  /** Names that the map does not have, how many items spoke of each, and what on the map is nearest. */
  readonly unknownSubjects: readonly { readonly name: string; readonly items: number; readonly nearest: readonly string[] }[];
  /** Fields that no statement carries: where, how often, and one value. The whole input stays under its digest. */
  readonly lost: readonly { readonly field: string; readonly count: number; readonly sample: Json }[];
  /** What was assumed where the source is silent. */
  readonly assumed: readonly string[];
  /** Whose systems the source is about, where nothing that the operator wrote names them: held to what earlier imports of the subject were about. */
  readonly accounts?: readonly Account[];
  /** Good statements that were not made although the source has items for them, and why: a tool that crashed, a test that did not run. */
  readonly withheld?: readonly Withheld[];
}

export interface Account {
  readonly subject: string;
  /** What gives its id a meaning: a tool and a provider. */
  readonly by: string;
  /** As the source has it: a tenant's id, an account, an owner. Never a person. */
  readonly id: string;
}

export interface Withheld {
  readonly subject: string;
  readonly claim: string;
  readonly why: string;
}

/** One importer: pure; throws `Refused` for what is not of its format, whole. */
export interface Importer {
  readonly format: string;
  readonly about: string;
  /** Whether the text looks like this format, by its beginning; asked where no format is named, and to say what a wrong one is. */
  recognises?(text: string): boolean;
  read(text: string, context: ImportContext, mapping?: Mapping): Imported;
}

/** A mapping file's rules: which items of a source become which claim. The first rule that matches decides. */
export interface Mapping {
  /** The file's name and digest: each statement's source cites them, since the mapping's author answers for what it says. */
  readonly file?: string;
  readonly digest?: string;
  readonly rules: readonly MappingRule[];
}

export interface MappingRule {
  /** Field of the item (a column, a path such as `ruleId`), and the value it must have; `*` at the end matches any ending. All must hold. */
  readonly when: Readonly<Record<string, string>>;
  readonly claim: string;
  /** The value that the claim gets, or the field it is read from. */
  readonly value: { readonly is: Json } | { readonly from: string; readonly as?: Readonly<Record<string, Json>> };
  /** The subject, or the field it is read from; else the import's own. */
  readonly subject?: { readonly is: string } | { readonly from: string };
  /** How it was seen, where the mapping's author states that it was more than the tool's word. Else `import`. */
  readonly method?: Method;
  /** The field that names which of several members of the subject an item is about: as many were seen as there are different names. */
  readonly member?: { readonly from: string };
  /** `whole`: a row speaks for all of its subject. Else a table shows as many as `member` names, where there are several, and without it one. */
  readonly covers?: 'whole';
  /** Shorter than the claim's own. */
  readonly validFor?: string;
  /** The moment, or the field it is read from; else the source's own. */
  readonly observedAt?: { readonly is: string } | { readonly from: string };
}
