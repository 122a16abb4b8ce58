import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { askAgain } from './ask.ts';
import classes from './bands.module.css';
import { unreachable } from './session.ts';
import { useSignal } from './signal.ts';

export function OfflineBand() {
  const away = useSignal(unreachable);
  useEffect(() => {
    // The browser knows of its network before the next question finds out.
    const look = () => void askAgain('/api/');
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
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
