import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function PeoplePage() {
  return (
    <>
      <Answer title="People">Who may sign in, and in what roles.</Answer>
      <EmptyState shows="Everybody who may sign in, what waits for a second person, and emergencies." />
    </>
  );
}
