import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function SetupPage() {
  return (
    <>
      <Answer title="Set up">Make your way in.</Answer>
      <EmptyState shows="The first operator makes a passkey here." />
    </>
  );
}
