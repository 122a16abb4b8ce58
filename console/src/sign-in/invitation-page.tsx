import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function InvitationPage() {
  return (
    <>
      <Answer title="Invitation">You were invited to Assay.</Answer>
      <EmptyState shows="How you will sign in." />
    </>
  );
}
