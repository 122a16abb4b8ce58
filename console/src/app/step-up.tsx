import { Modal } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Loading } from '../kit/loading.tsx';
import { stepUpAsked } from './session.ts';
import { useSignal } from './signal.ts';

const Proof = lazy(async () => ({ default: (await import('../sign-in/proof.tsx')).Proof }));

/** Asked for before an act that matters, when the last proof is older than five minutes. The act goes on by itself afterwards. */
export function StepUp() {
  const asked = useSignal(stepUpAsked);
  return (
    // Over the dialog of the act that asked for it, whichever was there first.
    <Modal opened={asked !== undefined} onClose={() => asked?.answer(false)} title="Show that it is you" zIndex={400}>
      <Suspense fallback={<Loading shape="lines" rows={4} />}>
        <Proof onProven={() => asked?.answer(true)} onCancel={() => asked?.answer(false)} />
      </Suspense>
    </Modal>
  );
}
