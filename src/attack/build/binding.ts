import type { PlaceVar } from '../library/template.ts';
import type { Access } from '../model.ts';
import type { Asset, Flow, Gate, Held, Interface, Link, Place } from './terrain.ts';

/** One match of a range on the map: what each name stands for. */
export interface Binding {
  readonly places: Partial<Record<PlaceVar, Place>>;
  readonly interface?: Interface;
  /** The part the interface, or the door of a flow, belongs to. */
  readonly at?: Place;
  readonly flow?: Flow;
  readonly link?: Link;
  readonly asset?: Asset;
  readonly placed?: Held['state'];
  readonly gate?: Gate;
  readonly hub?: string;
  readonly opens?: { readonly interface?: string; readonly access: Access };
  /** What tells this match from others of the range, in ids of the map. */
  readonly key: readonly string[];
}
