import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function LedgerPage() {
  return (
    <>
      <Answer title="Ledger">The ledger of this service is not on this page yet.</Answer>
      <EmptyState shows="Everything that happened, with its proof." />
    </>
  );
}
