import { useReactFlow, useStore } from '@xyflow/react';
import { memo, type PointerEvent } from 'react';
import classes from './drawing.module.css';
import { type Marks, useMark } from './marks.ts';
import { BOX, type Layout } from './pack.ts';

interface MiniProps {
  readonly layout: Layout;
  readonly marks: Marks;
}

const MOST = { width: 200, height: 150 } as const;

/** The whole map, small, with what of it is in sight. A press or a drag on it goes there. */
export function Mini({ layout, marks }: MiniProps) {
  const flow = useReactFlow();
  const scale = Math.min(MOST.width / layout.width, MOST.height / layout.height);
  const go = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    void flow.setCenter((event.clientX - box.left) / scale, (event.clientY - box.top) / scale, { zoom: flow.getZoom(), duration: 0 });
  };
  return (
    <svg
      className={classes['mini']}
      width={layout.width * scale}
      height={layout.height * scale}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) go(event);
      }}
    >
      <Dots layout={layout} marks={marks} />
      <InSight />
    </svg>
  );
}

const Dots = memo(function Dots({ layout, marks }: MiniProps) {
  return Object.entries(layout.places).map(([id, { x, y }]) => <Dot key={id} id={id} x={x} y={y} marks={marks} />);
});

const Dot = memo(function Dot({ id, x, y, marks }: { readonly id: string; readonly x: number; readonly y: number; readonly marks: Marks }) {
  const { dim, why, chosen } = useMark(marks, id);
  return <rect x={x} y={y} width={BOX.width} height={BOX.height} data-dim={dim} data-lit={why !== undefined || chosen} className={classes['dot']} />;
});

function InSight() {
  const sight = useStore(
    ({ transform: [x, y, zoom], width, height }) => [-x / zoom, -y / zoom, width / zoom, height / zoom] as const,
    (a, b) => a.every((one, i) => one === b[i]),
  );
  const [x, y, width, height] = sight;
  return <rect x={x} y={y} width={width} height={height} className={classes['sight']} />;
}
