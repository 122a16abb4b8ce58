/** Importing Threat Dragon models (version 2; the older diagram layout of version 1 too). Nothing about other formats belongs here. */
export { importThreatDragon } from './threat-dragon.ts';
