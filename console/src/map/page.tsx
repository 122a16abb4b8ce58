import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function MapPage() {
  return (
    <>
      <Answer title="Map">The map of this service is not on this page yet.</Answer>
      <EmptyState shows="Every part of the service, from the office to the home, and what flows among them." />
    </>
  );
}
