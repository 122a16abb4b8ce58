import { useEffect } from 'react';
import type { z } from 'zod';
import type { loud } from '../../../src/server/break-glass/model.ts';
import { Go } from '../kit/go.tsx';
import { Icon } from '../kit/icon.tsx';
import { Moment } from '../kit/moment.tsx';
import { useAccount, useMay } from './account.ts';
import { askAgain, useAsk } from './ask.ts';
import classes from './bands.module.css';

/** Loud on purpose: while the glass is broken, nobody else has to agree to what may harm the fleet or the record. */
export function BreakGlassBanner() {
  const { data: account } = useAccount();
  const may = useMay()('break-glass.read');
  const { data } = useAsk<z.infer<typeof loud>>('/api/break-glass', {}, { enabled: account !== undefined && may });
  const open = data?.glasses.filter((glass) => glass.open) ?? [];
  // Glass closes by itself at the end of its hour, and nothing on the record says so then.
  const ends = open.map(({ until }) => until).sort()[0];
  useEffect(() => {
    if (ends === undefined) return;
    const timer = setTimeout(() => void askAgain('/api/break-glass'), Math.max(0, Date.parse(ends) - Date.now()) + 500);
    return () => clearTimeout(timer);
  }, [ends]);
  if (open.length === 0) return null;
  return (
    <section className={`${classes['band']} ${classes['loud']}`} role="alert">
      <Icon name="glass" />
      <div>
        {open.map((one) => (
          <p key={one.id} className={classes['said']}>
            The glass is broken: {one.person.id === account?.person ? 'you act' : `${one.person.name ?? 'somebody'} acts`} without a second person until{' '}
            <Moment at={one.until} show="absolute" />, because: {one.reason}
          </p>
        ))}
        <Go to="/people?view=break-glass" c="inherit" size="sm">
          What was done, and how to close it
        </Go>
      </div>
    </section>
  );
}
