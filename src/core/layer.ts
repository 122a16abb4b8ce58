/** The process stack, from its foot to its top. Folders, map bands, attack paths and reports all use this order. */
export const LAYERS = ['business', 'operations', 'development', 'product', 'experience'] as const;
export type Layer = (typeof LAYERS)[number];
