import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function EvidencePage() {
  return (
    <>
      <Answer title="Evidence">The evidence of this service is not on this page yet.</Answer>
      <EmptyState shows="What was seen, when, and by what means." />
    </>
  );
}
