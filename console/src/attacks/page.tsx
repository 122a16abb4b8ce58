import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function AttacksPage() {
  return (
    <>
      <Answer title="Attacks">The attacks on this service are not on this page yet.</Answer>
      <EmptyState shows="The cheapest way from an attacker to what has to be protected, step by step." />
    </>
  );
}
