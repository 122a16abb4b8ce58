// The one model that OSCAL documents of every encoding and version are read into. Names are OSCAL's, so that whoever knows it finds his way.

export interface OscalProp {
  readonly name: string;
  readonly value: string;
  readonly ns?: string;
  readonly class?: string;
  readonly remarks?: string;
}

export interface OscalLink {
  readonly href: string;
  readonly rel?: string;
  readonly text?: string;
}

export interface OscalPart {
  readonly id?: string;
  readonly name: string;
  readonly ns?: string;
  readonly class?: string;
  readonly title?: string;
  readonly prose?: string;
  readonly props: readonly OscalProp[];
  readonly links: readonly OscalLink[];
  readonly parts: readonly OscalPart[];
}

export interface OscalParam {
  readonly id: string;
  readonly class?: string;
  readonly label?: string;
  readonly usage?: string;
  readonly values: readonly string[];
  readonly select?: { readonly howMany?: string; readonly choice: readonly string[] };
  readonly guidelines: readonly string[];
  readonly constraints: readonly string[];
  readonly props: readonly OscalProp[];
  readonly links: readonly OscalLink[];
  readonly remarks?: string;
}

export interface OscalControl {
  readonly id: string;
  readonly class?: string;
  readonly title: string;
  readonly params: readonly OscalParam[];
  readonly props: readonly OscalProp[];
  readonly links: readonly OscalLink[];
  readonly parts: readonly OscalPart[];
  readonly controls: readonly OscalControl[];
}

export interface OscalGroup {
  readonly id?: string;
  readonly class?: string;
  readonly title: string;
  readonly params: readonly OscalParam[];
  readonly props: readonly OscalProp[];
  readonly links: readonly OscalLink[];
  readonly parts: readonly OscalPart[];
  readonly groups: readonly OscalGroup[];
  readonly controls: readonly OscalControl[];
}

export interface OscalMetadata {
  readonly title: string;
  readonly version: string;
  readonly oscalVersion: string;
  readonly lastModified?: string;
  readonly published?: string;
  readonly props: readonly OscalProp[];
  readonly links: readonly OscalLink[];
}

export interface OscalCatalog {
  readonly metadata: OscalMetadata;
  readonly params: readonly OscalParam[];
  readonly groups: readonly OscalGroup[];
  readonly controls: readonly OscalControl[];
}

/** Which controls of a source: all, by id, or by a pattern with `*` and `?`. */
export interface OscalSelection {
  readonly ids: readonly string[];
  readonly patterns: readonly string[];
  readonly withChildControls: boolean;
}

export interface OscalProfile {
  readonly metadata: OscalMetadata;
  readonly imports: readonly {
    readonly href: string;
    readonly includeAll: boolean;
    readonly include: readonly OscalSelection[];
    readonly exclude: readonly OscalSelection[];
  }[];
  readonly combine: 'use-first' | 'keep' | 'merge' | undefined;
  readonly asIs: boolean;
  readonly setParameters: readonly OscalParam[];
  readonly alters: readonly {
    readonly controlId: string;
    readonly adds: readonly OscalAdd[];
    readonly removes: readonly {
      readonly byName?: string;
      readonly byClass?: string;
      readonly byId?: string;
      readonly byItemName?: string;
      readonly byNs?: string;
    }[];
  }[];
  /** Names of resources in the back matter, by uuid: an import may go through one. */
  readonly resources: ReadonlyMap<string, readonly string[]>;
}

export interface OscalAdd {
  readonly position: 'before' | 'after' | 'starting' | 'ending';
  readonly byId?: string;
  readonly title?: string;
  readonly params: readonly OscalParam[];
  readonly props: readonly OscalProp[];
  readonly links: readonly OscalLink[];
  readonly parts: readonly OscalPart[];
}

export interface OscalSubject {
  readonly uuid: string;
  readonly type: string;
  readonly title?: string;
  readonly props: readonly OscalProp[];
}

export interface OscalObservation {
  readonly uuid: string;
  readonly title?: string;
  readonly description: string;
  readonly methods: readonly string[];
  readonly types: readonly string[];
  readonly subjects: readonly OscalSubject[];
  readonly collected?: string;
  readonly expires?: string;
  readonly props: readonly OscalProp[];
  readonly remarks?: string;
}

export interface OscalRisk {
  readonly uuid: string;
  readonly title: string;
  readonly description: string;
  readonly statement: string;
  readonly status: string;
  readonly deadline?: string;
  readonly props: readonly OscalProp[];
}

export interface OscalFinding {
  readonly uuid: string;
  readonly title: string;
  readonly description: string;
  readonly target: { readonly type: string; readonly targetId: string; readonly state: string; readonly reason?: string; readonly description?: string };
  readonly observations: readonly string[];
  readonly risks: readonly string[];
  readonly props: readonly OscalProp[];
}

export interface OscalResults {
  readonly metadata: OscalMetadata;
  readonly results: readonly {
    readonly uuid: string;
    readonly title: string;
    readonly description: string;
    readonly start: string;
    readonly end?: string;
    readonly reviewedControls: readonly string[];
    readonly observations: readonly OscalObservation[];
    readonly risks: readonly OscalRisk[];
    readonly findings: readonly OscalFinding[];
  }[];
}

/** A system security plan: what somebody states of a system. Nothing in it was seen by anybody. */
export interface OscalPlan {
  readonly metadata: OscalMetadata;
  readonly profile: string;
  readonly system: {
    readonly ids: readonly string[];
    readonly name: string;
    readonly description: string;
    readonly sensitivity?: string;
    readonly status?: string;
  };
  readonly components: readonly {
    readonly uuid: string;
    readonly type: string;
    readonly title: string;
    readonly description: string;
    readonly status?: string;
    readonly props: readonly OscalProp[];
  }[];
  readonly inventory: readonly {
    readonly uuid: string;
    readonly description: string;
    readonly components: readonly string[];
    readonly props: readonly OscalProp[];
  }[];
  /** Each implemented requirement with the components that are said to carry it. */
  readonly requirements: readonly {
    readonly controlId: string;
    readonly statements: number;
    readonly components: readonly string[];
    readonly status?: string;
  }[];
}

export interface OscalPoam {
  readonly metadata: OscalMetadata;
  readonly system?: string;
  readonly items: readonly {
    readonly uuid?: string;
    readonly title: string;
    readonly description: string;
    readonly observations: readonly string[];
    readonly risks: readonly string[];
    readonly props: readonly OscalProp[];
  }[];
  readonly observations: readonly OscalObservation[];
  readonly risks: readonly OscalRisk[];
  readonly findings: readonly OscalFinding[];
}

export interface OscalMappings {
  readonly metadata: OscalMetadata;
  readonly method?: string;
  readonly rationale?: string;
  readonly status?: string;
  readonly mappings: readonly {
    readonly uuid: string;
    readonly source: string;
    readonly target: string;
    readonly maps: readonly {
      readonly uuid: string;
      readonly relationship: string;
      readonly sources: readonly { readonly type: string; readonly idRef: string }[];
      readonly targets: readonly { readonly type: string; readonly idRef: string }[];
      readonly remarks?: string;
    }[];
    readonly sourceUnmapped: readonly string[];
    readonly targetUnmapped: readonly string[];
  }[];
}
