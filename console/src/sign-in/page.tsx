import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function SignInPage() {
  return (
    <>
      <Answer title="Sign in">Sign in to Assay.</Answer>
      <EmptyState shows="A passkey, or a password with a one-time code." />
    </>
  );
}
