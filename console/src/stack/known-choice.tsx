import { SegmentedControl } from '@mantine/core';

interface KnownChoiceProps {
  readonly known: 'seen' | 'recorded';
  readonly onChange: (known: 'recorded' | undefined) => void;
}

/** From when a statement counts: from when it was seen, or from when the record had it. By when seen, where the URL says nothing. */
export function KnownChoice({ known, onChange }: KnownChoiceProps) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="From when a statement counts"
      value={known}
      onChange={(next) => onChange(next === 'recorded' ? 'recorded' : undefined)}
      data={[
        { value: 'seen', label: 'By when seen' },
        { value: 'recorded', label: 'By when recorded' },
      ]}
    />
  );
}
