import { Textarea } from '@mantine/core';

/** As the server asks of every act that takes a reason: what a colleague can follow a year later. */
const SHORTEST = 10;
export const isReason = (text: string): boolean => text.trim().length >= SHORTEST;

interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (next: string) => void;
  readonly label?: string;
  /** Takes the focus as a dialog opens. */
  readonly first?: boolean;
  readonly error?: string | undefined;
}

/** Why something is done. It says beforehand that it stays, and how long it has to be. */
export function ReasonField({ value, onChange, label = 'Reason', first = false, error }: ReasonFieldProps) {
  const left = SHORTEST - value.trim().length;
  return (
    <Textarea
      label={label}
      description={
        left <= 0 || value === ''
          ? `At least ${SHORTEST} letters. It goes on the ledger and stays there. Name no person in it.`
          : `${left} more ${left === 1 ? 'letter' : 'letters'} at least. It goes on the ledger and stays there. Name no person in it.`
      }
      required
      autosize
      minRows={2}
      maxLength={500}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(first ? { 'data-autofocus': true } : {})}
    />
  );
}
