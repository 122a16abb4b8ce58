import type { Json } from '../../../core/index.ts';
import type { ScubaReport } from './report.ts';

const EXCEPTION = /exclu|allowed|exempt/i;
const MOST = 100_000;

/**
 * Which controls the tool's configuration makes exceptions from: users, groups, roles or domains that a policy need not reach for the control to pass. Such a
 * pass keeps the baseline, and does not speak of everybody. Only that there are some is told, never whom.
 */
export function exceptionsOf({ Raw }: ScubaReport): (control: string) => string | undefined {
  const config = Raw === null || Raw === undefined ? undefined : Raw['scuba_config'];
  const excepted = new Set<string>();
  let steps = 0;
  const names = (value: Json, under: boolean): boolean => {
    steps += 1;
    if (steps > MOST) return true;
    if (typeof value === 'string') return under && value.trim() !== '';
    if (typeof value !== 'object' || value === null) return false;
    return Object.entries(value).some(([key, each]) => names(each as Json, under || EXCEPTION.test(key)));
  };
  if (typeof config === 'object' && config !== null)
    for (const product of Object.values(config as { readonly [key: string]: Json }))
      if (typeof product === 'object' && product !== null)
        for (const [control, settings] of Object.entries(product as { readonly [key: string]: Json }))
          if (names(settings, false)) excepted.add(control.toLowerCase());
  return (control) => (excepted.has(control.toLowerCase()) ? 'the tool was told of exceptions from it' : undefined);
}
