import type { Fault } from '../../core/index.ts';
import type { Cpe } from './cpe.ts';
import type { Purl } from './purl.ts';

/** Where in a document something stands: a path such as `components[3].purl`, or `SPDXRef-Package-zlib`; the line, from 1, where the format tells it. */
export interface Place {
  readonly field: string;
  readonly line?: number;
}

/** Who made a BOM say what it says of a component's origin: the field it was read from. */
export type UpstreamSource = 'ancestor' | 'source-package' | 'upstream-qualifier' | 'property' | 'download-location';

/** Another name under which the same code is known: what a fork, a distribution's package or a firmware build was made from. */
export interface Upstream {
  readonly name: string;
  /** The version of the upstream, where it was said; else nothing is known of it, and it is not the component's. */
  readonly version?: string;
  readonly purl?: Purl;
  readonly cpes: readonly Cpe[];
  readonly from: UpstreamSource;
}

/** The distribution whose package a component is: its advisories speak of its own versions, with its own fixes in them. */
export interface Distribution {
  /** In lower case: debian, ubuntu, alpine, fedora, rhel, opensuse, openwrt, yocto, … */
  readonly name: string;
  /** Such as `12`, `3.18`, `23.05`; as it was written. */
  readonly release?: string;
  /** `amd64`, `noarch`, … */
  readonly architecture?: string;
}

/** A digest of the component's file or archive as the BOM tells it: algorithm in the manner `sha-256`, `blake2b-256`, and hex in lower case. */
export interface ComponentHash {
  readonly algorithm: string;
  readonly hex: string;
}

/** An SPDX id, an SPDX expression, or a name that is in no list; `NOASSERTION` and `NONE` are left out. */
export interface ComponentLicence {
  readonly kind: 'id' | 'expression' | 'name';
  readonly text: string;
}

export interface Organisation {
  readonly name: string;
  readonly url?: string;
  readonly contact?: string;
}

/** `required` unless the BOM says that the component is not called at run time (`optional`), or never delivered (`excluded`). */
export type Scope = 'required' | 'optional' | 'excluded';

/**
 * One component of a product, as its BOM tells it. Everything is the BOM's word. `purl` and `cpes` hold only what could be read; what could not is among the BOM's
 * `skipped`, with the component's `ref`.
 */
export interface Component {
  /** `bom-ref` or `SPDXID`; where the BOM gives none, the place, which is unique in this BOM. */
  readonly ref: string;
  /** `library`, `application`, `firmware`, `operating-system`, `device`, `container`, `file`, … in CycloneDX's words; undefined where SPDX gives no purpose. */
  readonly type: string | undefined;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: Purl;
  readonly cpes: readonly Cpe[];
  readonly upstreams: readonly Upstream[];
  readonly distribution?: Distribution;
  readonly hashes: readonly ComponentHash[];
  readonly licences: readonly ComponentLicence[];
  readonly supplier?: Organisation;
  readonly scope: Scope;
  /** True for a component whose code was changed against its upstream, by the BOM's own word (`pedigree.patches`, `modified`). Undefined where it says nothing. */
  readonly modified?: boolean;
  /** The ref of the component that it is nested in, where the BOM nests. */
  readonly inside?: string;
  readonly place: Place;
}

/** `from` needs `to`. Both are refs of components of this BOM (the root included), or of what the BOM names and does not hold: `skipped` says so. */
export interface DependencyEdge {
  readonly from: string;
  readonly to: string;
}

/** Something the document holds that was not taken into the model, or not as it stands. Never silent: a page shows these before any result. */
export interface Skipped {
  /**
   * A stable word: `purl-unreadable`, `purl-irregular` (read, and against a rule), `purl-repeated`, `cpe-unreadable`, `cpe-irregular`, `component-unreadable`, `hash-unreadable`, `ref-dangling`,
   * `ref-repeated`, `external-document`, `left-out` (services, files, relatives of a component: not looked for), `identity-differs` and `identity-unsure` (what the BOM gives as evidence of a name is another name, or not
   * sure), `statements-left-out` (vulnerabilities that stand in the BOM: they are statements), `declared-incomplete` (by the BOM's own word).
   */
  readonly code: string;
  readonly place: Place;
  /** The ref of the component that it concerns. */
  readonly ref?: string;
  readonly what: string;
}

export type BomFormat = 'cyclonedx-json' | 'cyclonedx-xml' | 'spdx-json' | 'spdx-tag-value';

export interface Bom {
  readonly format: BomFormat;
  /** `1.6`, `2.3`. */
  readonly specVersion: string;
  /** `serialNumber`, or SPDX's document namespace. */
  readonly serial?: string;
  /** As it was written; a BOM's clock is its maker's word. */
  readonly timestamp?: string;
  readonly tools: readonly string[];
  /** What the BOM describes. Not among `components`, unless the BOM lists it there too. */
  readonly root?: Component;
  readonly components: readonly Component[];
  readonly dependencies: readonly DependencyEdge[];
  readonly skipped: readonly Skipped[];
  /** Empty after a strict reading. After a lenient one, what makes the document invalid. */
  readonly faults: readonly Fault[];
}
