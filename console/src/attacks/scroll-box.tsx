import type { ReactNode } from 'react';
import classes from './attacks.module.css';

/** A box that scrolls by itself, so that the page never does sideways. The keyboard comes to it, to scroll it by the arrow keys. */
export function ScrollBox({ label, supposed = false, children }: { readonly label: string; readonly supposed?: boolean; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached without a pointer (WCAG 2.2, 2.1.1)
    <section className={classes['scroll']} tabIndex={0} aria-label={label} data-supposed={supposed ? true : undefined}>
      {children}
    </section>
  );
}
