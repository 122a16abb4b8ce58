import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function SettingsPage() {
  return (
    <>
      <Answer title="Settings">How this server is set up.</Answer>
      <EmptyState shows="Sign-in, tokens, sources of evidence and the server itself." />
    </>
  );
}
