import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function HelpPage() {
  return (
    <>
      <Answer title="Help">Help.</Answer>
      <EmptyState shows="Words" />
    </>
  );
}
