// EMB3D as Assay reads it from the STIX bundle that MITRE publishes. Its terms do not let it be shipped, so nothing of it is in this source
// but ids; names and descriptions are the bundle's own and stay in the answer they are printed in.

export interface DeviceProperty {
  /** Such as `PID-11`. */
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** The properties that it is a special case of: a device that has it has them too. */
  readonly under: readonly string[];
  /** Threats that the property brings, by id. */
  readonly threats: readonly string[];
}

export interface Threat {
  /** Such as `TID-101`. */
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** How far it has been seen: such as proof of concept, or known exploitation. */
  readonly maturity: string;
}

export interface Mitigation {
  /** Such as `MID-001`. */
  readonly id: string;
  readonly name: string;
  /** How far along whoever applies it has to be: foundational, intermediate, leading. */
  readonly maturity: string;
  /** Threats that it mitigates, by id. */
  readonly threats: readonly string[];
  /** Requirements of IEC 62443-4-2 that it serves, by Assay's ids for them; empty where the bundle says that there is none. */
  readonly clauses: readonly string[];
}

export interface Emb3d {
  readonly properties: readonly DeviceProperty[];
  readonly threats: readonly Threat[];
  readonly mitigations: readonly Mitigation[];
  /** Relations of the three kinds that join them. */
  readonly relations: number;
}
