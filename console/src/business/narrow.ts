import { useMediaQuery } from '@mantine/hooks';

/** A phone, where a table is a pile of cards and a long one is a long way down. */
export const useNarrow = (): boolean => useMediaQuery('(max-width: 48rem)', false, { getInitialValueInEffect: false }) ?? false;
