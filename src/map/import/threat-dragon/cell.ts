import { cut, type Fields, fieldsOf, listOf, textOf } from '../foreign.ts';

type CellKind = 'actor' | 'process' | 'store' | 'flow' | 'boundary' | 'text' | 'other';

/** One element of a diagram, read the same from version 1 and version 2. */
export interface Cell {
  readonly id: string;
  readonly kind: CellKind;
  readonly name: string;
  readonly data: Fields;
  readonly threats: readonly Fields[];
  readonly box: Box | undefined;
  readonly from: string;
  readonly to: string;
  readonly whole: Fields;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function cellOf(whole: Fields): Cell {
  const data = { ...fieldsOf(whole['attrs']), ...whole, ...fieldsOf(whole['data']) };
  const label = textOf(fieldsOf(fieldsOf(whole['attrs'])['text'])['text']) || textOf(fieldsOf(fieldsOf(whole['attrs'])['label'])['text']) || labelOf(whole);
  return {
    id: textOf(whole['id']),
    kind: kindOf(textOf(fieldsOf(whole['data'])['type']) || textOf(whole['type']), textOf(whole['shape'])),
    name: (textOf(data['name']) || label).replace(/\s+/g, ' ').trim(),
    data,
    threats: listOf(data['threats']).map(fieldsOf),
    box: boxOf(whole),
    from: endOf(whole['source']),
    to: endOf(whole['target']),
    whole,
  };
}

function labelOf(whole: Fields): string {
  const first = fieldsOf(listOf(whole['labels'])[0]);
  return textOf(fieldsOf(fieldsOf(first['attrs'])['labelText'])['text']) || textOf(fieldsOf(fieldsOf(first['attrs'])['text'])['text']);
}

function endOf(end: Fields[string] | undefined): string {
  const fields = fieldsOf(end);
  return textOf(fields['cell']) || textOf(fields['id']);
}

function kindOf(type: string, shape: string): CellKind {
  const word = `${type} ${shape}`.toLowerCase();
  if (word.includes('boundary')) return 'boundary';
  if (/\bflow\b/.test(word)) return 'flow';
  if (word.includes('actor')) return 'actor';
  if (word.includes('store')) return 'store';
  if (word.includes('process')) return 'process';
  return word.includes('text') ? 'text' : 'other';
}

function boxOf(whole: Fields): Box | undefined {
  const { x, y } = fieldsOf(whole['position']);
  const { width, height } = fieldsOf(whole['size']);
  if (typeof x !== 'number' || typeof y !== 'number' || typeof width !== 'number' || typeof height !== 'number') return undefined;
  return { left: x, top: y, right: x + width, bottom: y + height };
}

/** Whether the middle of `inner` lies in `outer`. In Threat Dragon the drawing is the only place that says what a boundary holds. */
export function holds(outer: Box, inner: Box): boolean {
  const x = (inner.left + inner.right) / 2;
  const y = (inner.top + inner.bottom) / 2;
  return x >= outer.left && x <= outer.right && y >= outer.top && y <= outer.bottom;
}

export function area(box: Box): number {
  return (box.right - box.left) * (box.bottom - box.top);
}

export function short(text: string): string {
  return cut(text, 60);
}
