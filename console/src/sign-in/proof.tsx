import { Text } from '@mantine/core';

interface ProofProps {
  readonly onProven: () => void;
  readonly onCancel: () => void;
}

export function Proof(_: ProofProps) {
  return <Text>Proof</Text>;
}
