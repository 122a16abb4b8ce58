/** Drawing a map as one SVG: where boxes stand (place), how lines run (route), what it looks like (svg). Reading a map does not belong here. */
export { type DrawOptions, drawMap } from './draw.ts';
