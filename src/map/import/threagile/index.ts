/** Importing Threagile models. Nothing about other formats or about service.yaml belongs here. */
export { importThreagile } from './threagile.ts';
