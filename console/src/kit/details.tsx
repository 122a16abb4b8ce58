import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

interface DetailsProps {
  /** What is opened; absent when nothing is. */
  readonly title: ReactNode | undefined;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** One step closer: a drawer beside the page, closed by Escape, the whole width on a phone. What it shows stands in the page's URL. */
export function Details({ title, onClose, children }: DetailsProps) {
  return (
    <Drawer opened={title !== undefined} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close the details' }}>
      {children}
    </Drawer>
  );
}
