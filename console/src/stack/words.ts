import type { Control } from '../../../src/assurance/model.ts';
import type { LayerAnswer, PositionAnswer } from '../../../src/server/position/model.ts';

export type Layer = Control['layer'];
/** The process stack, top first, as it is drawn everywhere. */
export const LAYER_IDS: readonly Layer[] = ['experience', 'product', 'development', 'operations', 'business'];
export const LAYER_NAMES: Readonly<Record<Layer, { readonly name: string; readonly about: string }>> = {
  experience: { name: 'Experience', about: 'sign-in, device introduction, consent, warnings' },
  product: { name: 'Product', about: 'login, devices, administration, access control' },
  development: { name: 'Development', about: 'design, review, builds, releases, retirement' },
  operations: { name: 'Operations', about: 'credentials, detection, response, recovery' },
  business: { name: 'Business', about: 'web, mail, documents, source, builds' },
};

export const OUTCOME_WORDS: Readonly<Record<LayerAnswer['controls'][number]['outcomes'][number], string>> = {
  'protect-privacy': 'Protect privacy',
  resist: 'Resist attacks',
  detect: 'Detect attacks',
  recover: 'Recover',
};

/** A state's title as the beginning of a line: `reads Sound of the home` is told within sentences. */
export const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Where a requirement is opened: on the page Gaps, by standard and id. */
export const requirementAt = (service: string, one: { readonly standard: string; readonly requirement: string }): string =>
  `/services/${service}/gaps?requirement=${encodeURIComponent(`${one.standard}:${one.requirement}`)}`;

const numbers = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
export const figure = (value: number): string => numbers.format(value);
export const counted = (count: number, one: string, many = `${one}s`): string => `${figure(count)} ${count === 1 ? one : many}`;
/** The word alone, where the figure is drawn apart. */
export const days = (value: number): string => counted(value, 'person-day');

export const STANDING_WORDS: Readonly<Record<string, string>> = {
  'proven-reachable': 'proven reachable',
  'proven-closed': 'proven closed',
  'no-way-known': 'no way known',
  'not-owed': 'not owed',
  'not-applicable': 'not applicable',
};
export const standing = (text: string): string => STANDING_WORDS[text] ?? text;

/** What the line of a layer says in words: the first point and the last. */
export function trendWords(points: PositionAnswer['trend']['points'], layer: Layer): string {
  const of = (point: PositionAnswer['trend']['points'][number] | undefined) => point?.layers.find((one) => one.layer === layer)?.controls;
  const [was, is] = [of(points[0]), of(points.at(-1))];
  if (was === undefined || is === undefined) return '';
  const say = (word: 'proven' | 'failing') => (was[word] === is[word] ? `${is[word]} ${word} throughout` : `${word} from ${was[word]} to ${is[word]}`);
  return `Over 30 days: ${say('proven')}, ${say('failing')}.`;
}
