import { Modal } from '@mantine/core';
import { useEffect } from 'react';
import { PaletteList } from './palette-list.tsx';
import { paletteOpen } from './palette-open.ts';
import { useSignal } from './signal.ts';

/** Ctrl K or ⌘ K: to any page, service, control, part or act by its name. */
export function Palette() {
  const open = useSignal(paletteOpen);
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      paletteOpen.set(!paletteOpen.get());
    };
    addEventListener('keydown', heard);
    return () => removeEventListener('keydown', heard);
  }, []);
  const close = () => paletteOpen.set(false);
  return (
    <Modal.Root opened={open} onClose={close} size="lg" yOffset="12vh">
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label="Find">
        <PaletteList close={close} />
      </Modal.Content>
    </Modal.Root>
  );
}
