/** Attacks in words and pictures: a plan hop by hop, its route over the five bands, what falls with a part. Finding plans is the engine's. */
export { type Blast, blast } from './blast.ts';
export { pathSvg } from './picture.ts';
export { type After, type Explanation, explainPlan, type Hop, type Stop, type Telling } from './plan.ts';
