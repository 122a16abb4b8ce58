import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function AccountPage() {
  return (
    <>
      <Answer title="Your account">How you sign in.</Answer>
      <EmptyState shows="Your passkeys, password, one-time codes, recovery codes and sessions." />
    </>
  );
}
