import type { Layer } from '../../core/index.ts';
import type { ControlId } from '../../evidence/model.ts';
import type { Control } from '../model.ts';

/** Declares the controls of one layer. The id becomes branded here and nowhere else. */
export function controls(layer: Layer, rows: readonly (Omit<Control, 'id' | 'layer'> & { readonly id: string })[]): readonly Control[] {
  return rows.map((row) => ({ ...row, id: row.id as ControlId, layer }));
}
