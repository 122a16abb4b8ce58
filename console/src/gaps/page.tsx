import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function GapsPage() {
  return (
    <>
      <Answer title="Gaps">The gaps of this service are not on this page yet.</Answer>
      <EmptyState shows="Each requirement of the standards owed, and what closes it." />
    </>
  );
}
