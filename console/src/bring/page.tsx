import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';

export function BringPage() {
  return (
    <>
      <Answer title="Bring a service">Bring your own service.</Answer>
      <EmptyState shows="Import a model, paste YAML, or begin with an empty map." />
    </>
  );
}
