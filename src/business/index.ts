/**
 * Business IT: what the office consists of and how well it is kept, by evidence. Importers of office tools' reports, the inventory of what they discover,
 * probes at what the map allows, reach into the product, and the reviews that recur. Judging controls and drawing attacks belong to the rooms it stands on.
 */
export { BUSINESS_IMPORTERS, EVERY_IMPORTER } from './import/index.ts';
