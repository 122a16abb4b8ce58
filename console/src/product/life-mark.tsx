import type { Device } from '../../../src/server/product/model.ts';
import classes from './product.module.css';
import { LIVES } from './words.ts';

/** The stage of a device's life by shape and word; what is not confirmed is said, never left to be guessed. */
export function LifeMark({ device: { life, wipe } }: { readonly device: Pick<Device, 'life' | 'wipe'> }) {
  const unsure = wipe !== undefined && wipe.confirmedAt === undefined;
  return (
    <span className={classes['mark']}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {life === 'in-service' ? <circle cx="8" cy="8" r="6.5" fill="currentColor" /> : null}
        {life === 'registered' ? <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.5 2" /> : null}
        {life === 'retired' ? <path d="M2.5 8h11" stroke="currentColor" strokeWidth="2.2" /> : null}
      </svg>
      {LIVES[life]}
      {unsure ? <span className={classes['unsure']}>erasure not confirmed</span> : null}
    </span>
  );
}
