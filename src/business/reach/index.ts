/**
 * What a system of the office can reach in the product: what falls if it falls, the ways from one system to another and the smallest change that cuts them, the links between
 * layers that matter, what controls rest on, and the matrix of interfaces. Pure questions on an attack graph that is there already: no step, no verdict and no evidence is
 * made here.
 */

export { fallOf, fallsOf, reachingTo } from './fall.ts';
export { foundationsOf } from './foundations.ts';
export { linksBetweenLayers } from './links.ts';
export { interfaceMatrix } from './matrix.ts';
export type {
  Cell,
  ControlCut,
  CutControl,
  CutElement,
  Element,
  Fall,
  FallenGoal,
  FallTold,
  Foundation,
  LinkBetween,
  MapCut,
  Matrix,
  Reached,
  ReachingPart,
  ThroughCell,
  WayFrom,
} from './model.ts';
export { refuseUnknown } from './named.ts';
export { pathsThrough } from './through.ts';
export { type ReachView, reachView } from './view.ts';
export { reachFrom } from './ways.ts';
