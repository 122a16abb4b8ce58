import type { z } from 'zod';
import type { loud } from '../../../src/server/break-glass/model.ts';
import { Go } from '../kit/go.tsx';
import { Icon } from '../kit/icon.tsx';
import { Moment } from '../kit/moment.tsx';
import { useAccount } from './account.ts';
import { useAsk } from './ask.ts';
import classes from './bands.module.css';

/** Loud on purpose: while the glass is broken, nobody else has to agree to what may harm the fleet or the record. */
export function BreakGlassBanner() {
  const { data: account } = useAccount();
  const { data } = useAsk<z.infer<typeof loud>>('/api/break-glass', {}, { enabled: account !== undefined });
  const open = data?.glasses.filter((glass) => glass.open) ?? [];
  if (open.length === 0) return null;
  return (
    <section className={`${classes['band']} ${classes['loud']}`} role="alert">
      <Icon name="glass" />
      {open.map((one) => (
        <span key={one.id}>
          The glass is broken: {one.person.name ?? 'somebody'} acts without a second person until <Moment at={one.until} show="absolute" />.
        </span>
      ))}
      <Go to="/people?view=break-glass" c="inherit" size="sm">
        What was done, and how to close it
      </Go>
    </section>
  );
}
