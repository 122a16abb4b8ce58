import { Anchor, type AnchorProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { addressParts } from '../app/go.ts';

interface GoProps extends AnchorProps {
  /** An address of this console: `/people?view=proposals`. */
  readonly to: string;
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly 'aria-label'?: string;
  readonly 'aria-current'?: 'page' | undefined;
  readonly className?: string;
  /** The page stays where it is scrolled to. */
  readonly stay?: boolean;
}

/** A link within the console. */
export function Go({ to, children, stay = false, ...rest }: GoProps) {
  const parts = addressParts(to);
  // An address written as text is not one of the routes that the router's types know; each route checks its own search.
  return (
    <Anchor component={Link} to={parts.to} search={parts.search as never} activeOptions={{ exact: true }} resetScroll={!stay} {...rest}>
      {children}
    </Anchor>
  );
}
