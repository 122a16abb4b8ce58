/** Drawing a map as one SVG: where boxes stand (place), how lines run (route), what it looks like (svg). Reading a map does not belong here. */
export { drawMap } from './draw.ts';
