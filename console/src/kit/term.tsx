import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { TERMS, type TermId } from '../help/terms.ts';
import classes from './term.module.css';

interface TermProps {
  readonly of: TermId;
  /** The word as the sentence has it; the term itself when absent. */
  readonly children?: ReactNode;
}

/** A word of the glossary, explained where it is used: on hover, on focus, on a tap. */
export function Term({ of, children }: TermProps) {
  const { word, means } = TERMS[of];
  return (
    <Tooltip label={means}>
      <button type="button" className={classes['term']}>
        {children ?? word}
      </button>
    </Tooltip>
  );
}
