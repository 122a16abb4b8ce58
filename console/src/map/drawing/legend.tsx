import { ActionIcon, Group } from '@mantine/core';
import { useReactFlow } from '@xyflow/react';
import classes from './drawing.module.css';

interface LegendProps {
  readonly onWhole: () => void;
}

/** Below the drawing, where they cover nothing of it: how to move in it, and what its lines say. */
export function Legend({ onWhole }: LegendProps) {
  const flow = useReactFlow();
  return (
    <div className={classes['foot']}>
      <Group gap={4} role="group" aria-label="Zoom" wrap="nowrap">
        <ActionIcon variant="default" size="lg" aria-label="Zoom in" title="Zoom in" onClick={() => void flow.zoomIn({ duration: 0 })}>
          <Sign d="M8 3v10M3 8h10" />
        </ActionIcon>
        <ActionIcon variant="default" size="lg" aria-label="Zoom out" title="Zoom out" onClick={() => void flow.zoomOut({ duration: 0 })}>
          <Sign d="M3 8h10" />
        </ActionIcon>
        <ActionIcon variant="default" size="lg" aria-label="Show all of it" title="Show all of it" onClick={onWhole}>
          <Sign d="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3" />
        </ActionIcon>
      </Group>
      <div className={classes['legend']} aria-hidden="true">
        <span>
          <svg width="30" height="10" aria-hidden="true">
            <path d="M1 5H29" className={classes['sample']} />
          </svg>
          data flows
        </span>
        <span>
          <svg width="30" height="10" aria-hidden="true">
            <path d="M1 5H29" className={classes['sample']} data-kind="link" />
          </svg>
          has power over
        </span>
        <span className={classes['by-mouse']}>Drag to move, scroll to zoom.</span>
        <span className={classes['by-hand']}>Drag to move, pinch to zoom.</span>
      </div>
    </div>
  );
}

function Sign({ d }: { readonly d: string }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={d} stroke="currentColor" strokeWidth="1.8" fill="none" />
    </svg>
  );
}
