import type { Path, Plain } from './references.ts';

/** As much of JSON Schema as /api/map/schema uses. */
export interface Shape {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: Plain;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly propertyNames?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

/** Fields that a form leaves to the YAML: what an import kept of its source. */
const LEFT_OUT = new Set(['origin']);

export const fieldsOf = (shape: Shape | undefined): readonly (readonly [string, Shape])[] =>
  Object.entries(shape?.properties ?? {}).filter(([name]) => !LEFT_OUT.has(name));

const WORDS: Readonly<Record<string, string>> = {
  id: 'Id',
  inScope: 'In scope',
  forWhom: 'For whom',
  fromWhom: 'From whom',
  sharedBy: 'Shared by',
  on: 'On',
  at: 'Lives on',
  over: 'Over the networks',
  attached: 'Attached to',
  returns: 'Brings back',
  owes: 'Standards owed',
};

/** `sharedBy`: "Shared by". */
export function wordOf(name: string): string {
  const known = WORDS[name];
  if (known !== undefined) return known;
  const spaced = name
    .replaceAll(/([A-Z])/g, ' $1')
    .replaceAll('-', ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** As faults name fields: `parts[3].interfaces[0].on`. */
export const fieldName = (path: Path): string => path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
