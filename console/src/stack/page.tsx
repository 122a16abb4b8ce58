import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function StackPage() {
  return (
    <>
      <Answer title="Stack">The position of this service is not on this page yet.</Answer>
      <EmptyState shows="The five layers of the process stack, each with how much of it is proven, failing, stale and unproven." />
    </>
  );
}
