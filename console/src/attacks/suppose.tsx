import { Button } from '@mantine/core';
import classes from './attacks.module.css';
import { useNameOf } from './names.tsx';
import type { AttacksPlace } from './use-attacks.ts';
import type { ControlAt } from './words.ts';

/** A control by its title, and where it stands. */
export function ControlName({ at, title = at.control }: { readonly at: ControlAt; readonly title: string | undefined }) {
  const nameOf = useNameOf();
  return (
    <span className={classes['control']} title={`${at.control}@${at.subject}`}>
      {title} <span className={classes['at']}>at {nameOf(at.subject)}</span>
    </span>
  );
}

const WORDS = {
  prove: { ask: 'Suppose proven', on: 'Supposed proven' },
  fail: { ask: 'Suppose it fails', on: 'Supposed failing' },
  fall: { ask: 'Suppose this fell', on: 'Supposed fallen' },
} as const;

interface SupposeProps {
  readonly kind: keyof typeof WORDS;
  /** As the URL holds it: `control@subject`, or a state. */
  readonly name: string;
  /** Of what: for who hears the button alone. */
  readonly of: string;
  readonly place: AttacksPlace;
}

/** The question what if, of one control or one state; pressed again, it is asked no more. */
export function Suppose({ kind, name, of, place }: SupposeProps) {
  const on = place.supposed[kind].includes(name);
  const { ask, on: said } = WORDS[kind];
  return (
    <Button
      size="compact-xs"
      variant="default"
      className={classes['suppose'] ?? ''}
      aria-pressed={on}
      data-on={on ? true : undefined}
      onClick={() => place.toggle(kind, name)}
      aria-label={`${ask}: ${of}`}
    >
      {on ? said : ask}
    </Button>
  );
}
