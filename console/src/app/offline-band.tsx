import { Button } from '@mantine/core';
import { askAgain } from './ask.ts';
import classes from './bands.module.css';
import { unreachable } from './session.ts';
import { useSignal } from './signal.ts';

export function OfflineBand() {
  const away = useSignal(unreachable);
  if (!away) return null;
  return (
    <section className={classes['band']} role="status">
      <span>Assay cannot be reached. What you see was read before; nothing can be changed until it is back.</span>
      <Button size="compact-sm" variant="default" onClick={() => void askAgain('/api/')}>
        Try again
      </Button>
    </section>
  );
}
