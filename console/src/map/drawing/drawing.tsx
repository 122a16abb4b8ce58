import { ReactFlow, ReactFlowProvider, useReactFlow, ViewportPortal } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type KeyboardEvent, type MouseEvent, memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { VerdictCounts } from '../../kit/verdict.ts';
import { LAYER_WORDS } from '../words.ts';
import { Boxes } from './boxes.tsx';
import classes from './drawing.module.css';
import type { LaidOut } from './layout.ts';
import { Legend } from './legend.tsx';
import { Lines, LinesAtHand, LitLines, wayAt, waysOf } from './lines.tsx';
import { type Mark, Marks } from './marks.ts';
import { Mini } from './mini.tsx';
import { ARROWS, neighbour } from './neighbour.ts';
import { BOX } from './pack.ts';
import type { Joint, Scene } from './scene.ts';
import { pathOf } from './ways.ts';

interface DrawingProps {
  readonly scene: Scene;
  readonly layout: LaidOut;
  /** By box. */
  readonly standing: ReadonlyMap<string, VerdictCounts>;
  /** Boxes that stand out, with why; `undefined`: all alike. */
  readonly lit: ReadonlyMap<string, string> | undefined;
  readonly litJoints: ReadonlySet<string> | undefined;
  readonly chosen: string | undefined;
  readonly label: string;
  readonly onOpen: (box: string) => void;
  readonly onJoint: (joint: Joint) => void;
}

/** More lines than these are drawn faintly, so that the boxes stand out; those of the box at hand are drawn plainly. */
const DENSE = 250;
/** Pixels of the screen within which a line is pointed at. */
const GRIP = 6;
const NONE: never[] = [];

export const Drawing = memo(function Drawing(props: DrawingProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
});

function Flow({ scene, layout, standing, lit, litJoints, chosen, label, onOpen, onJoint }: DrawingProps) {
  const flow = useReactFlow();
  const frame = useRef<HTMLDivElement>(null);
  const [marks] = useState(() => new Marks());
  const [at, setAt] = useState<string>();
  const first = at !== undefined && layout.places[at] !== undefined ? at : scene.boxes[0]?.id;
  const ways = useMemo(() => waysOf(scene.joints, layout.places), [scene, layout]);
  const joined = useMemo(() => joinedOf(scene.joints), [scene]);

  useLayoutEffect(() => {
    marks.set(
      new Map(
        scene.boxes.map(({ id }): readonly [string, Mark] => {
          const why = lit?.get(id);
          return [id, { dim: lit !== undefined && why === undefined, why, chosen: id === chosen, reachable: id === first }];
        }),
      ),
    );
  }, [marks, scene, lit, chosen, first]);

  const [whole, setWhole] = useState(true);
  const look = useCallback(() => {
    const box = frame.current?.getBoundingClientRect();
    const { x, y, zoom } = flow.getViewport();
    if (box !== undefined) setWhole(x >= -4 && y >= -4 && x + layout.width * zoom <= box.width + 4 && y + layout.height * zoom <= box.height + 4);
  }, [flow, layout]);

  const showAll = useCallback(
    (least: number) => {
      const box = frame.current?.getBoundingClientRect();
      if (box === undefined) return;
      const across = (box.width - 16) / layout.width;
      const whole = Math.min(across, (box.height - 16) / layout.height, 1.1);
      const zoom = whole < least ? Math.min(1, Math.max(across, least)) : whole;
      const y = zoom > whole ? 8 : (box.height - layout.height * zoom) / 2;
      void flow.setViewport({ x: zoom > across ? 8 : (box.width - layout.width * zoom) / 2, y, zoom });
    },
    [flow, layout],
  );
  const shape = `${layout.width} ${layout.height} ${scene.boxes.length}`;
  // What would be too small to read whole is shown in its whole width, from the top. Before it is painted; the first time, as soon as there is a view to set.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the whole is shown anew when the drawing has another shape, and never else: nothing jumps.
  useLayoutEffect(() => showAll(0.3), [shape]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: likewise
  useEffect(() => showAll(0.3), []);

  const moves = useMoving(frame, look);
  const lines = useLineAt(frame, ways);

  const walk = useCallback(
    (event: KeyboardEvent) => {
      const direction = ARROWS[event.key];
      const from = boxUnder(event);
      if (direction === undefined || from === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const to = neighbour(from, direction, layout.places, joined.get(from) ?? new Set());
      if (to === undefined) return;
      setAt(to);
      const target = frame.current?.querySelector<HTMLElement>(`[data-box="${CSS.escape(to)}"]`);
      target?.focus({ preventScroll: true });
      const place = layout.places[to];
      if (target != null && place !== undefined && !isInside(target, frame.current)) {
        void flow.setCenter(place.x + BOX.width / 2, place.y + BOX.height / 2, { zoom: flow.getZoom(), duration: 0 });
      }
    },
    [flow, joined, layout],
  );
  const press = (event: MouseEvent) => {
    const box = boxUnder(event);
    if (box !== undefined) {
      setAt(box);
      onOpen(box);
      return;
    }
    const way = lines.at(event);
    if (way !== undefined) onJoint(way.joint);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing of buttons; a fieldset would call it a form. */}
      <div
        ref={frame}
        className={classes['frame']}
        role="group"
        aria-label={label}
        aria-describedby="map-keys"
        onKeyDown={walk}
        onClick={press}
        onPointerMove={(event) => {
          marks.point(boxUnder(event));
          lines.point(event);
        }}
        onPointerLeave={() => marks.point(undefined)}
      >
        <p id="map-keys" className="visually-hidden">
          Arrow keys go to the nearest box that is joined to this one. Enter opens it. The view List shows the same as tables.
        </p>
        <ReactFlow
          nodes={NONE}
          minZoom={0.05}
          maxZoom={2.5}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          proOptions={PRO}
          onMoveStart={moves.start}
          onMoveEnd={moves.end}
        >
          <ViewportPortal>
            <svg
              className={classes['under']}
              data-dense={scene.joints.length > DENSE}
              data-dim={lit !== undefined}
              width={layout.width}
              height={layout.height}
              aria-hidden="true"
            >
              <Ground layout={layout} />
              <Lines ways={ways} />
              <LitLines ways={ways} joints={litJoints} />
              <LinesAtHand ways={ways} marks={marks} chosen={chosen} />
              <path ref={lines.drawn} className={classes['pointed']} />
            </svg>
            <Boxes scene={scene} places={layout.places} standing={standing} joined={joined} marks={marks} />
          </ViewportPortal>
          {whole ? null : <Mini layout={layout} marks={marks} />}
        </ReactFlow>
      </div>
      <Legend onWhole={() => showAll(0)} />
    </>
  );
}

const PRO = { hideAttribution: true } as const;

/** While the map moves it is one picture that is pushed about, and is not drawn anew for each frame; at rest it is drawn sharp. */
function useMoving(frame: React.RefObject<HTMLDivElement | null>, rested: () => void) {
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(rest.current), []);
  return {
    start: useCallback(
      (event: object | null) => {
        // Set by the page itself, it is there at once.
        if (event === null) return;
        clearTimeout(rest.current);
        frame.current?.setAttribute('data-moving', '');
      },
      [frame],
    ),
    end: useCallback(() => {
      clearTimeout(rest.current);
      rest.current = setTimeout(() => {
        frame.current?.removeAttribute('data-moving');
        rested();
      }, SETTLED_MS);
    }, [frame, rested]),
  };
}
const SETTLED_MS = 120;

/** The line under the pointer: found by reckoning, since lines are no elements of their own. */
function useLineAt(frame: React.RefObject<HTMLDivElement | null>, ways: ReturnType<typeof waysOf>) {
  const flow = useReactFlow();
  const drawn = useRef<SVGPathElement>(null);
  const next = useRef<number>(undefined);
  useEffect(() => () => cancelAnimationFrame(next.current ?? 0), []);
  const at = (event: MouseEvent) => {
    if (!(event.target instanceof Element) || event.target.closest('.react-flow__pane, .react-flow__viewport') === null) return undefined;
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    return wayAt(ways, [x, y], GRIP / flow.getZoom());
  };
  const point = (event: MouseEvent) => {
    // One that is dragged points at nothing.
    if (frame.current?.hasAttribute('data-moving') === true) return;
    cancelAnimationFrame(next.current ?? 0);
    next.current = requestAnimationFrame(() => {
      const way = boxUnder(event) === undefined ? at(event) : undefined;
      drawn.current?.setAttribute('d', way === undefined ? '' : pathOf(way.curve));
      frame.current?.toggleAttribute('data-pointed', way !== undefined);
    });
  };
  return { drawn, at, point };
}

const boxUnder = ({ target }: { readonly target: EventTarget }): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-box]')?.dataset['box'] : undefined;

function joinedOf(joints: readonly Joint[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (a: string, b: string) => found.set(a, (found.get(a) ?? new Set()).add(b));
  for (const { a, b } of joints) {
    add(a, b);
    add(b, a);
  }
  return found;
}

const Ground = memo(function Ground({ layout }: { readonly layout: LaidOut }) {
  return layout.bands.map(({ layer, y, height }) => (
    <g key={layer}>
      <rect x="0" y={y} width={layout.width} height={height} rx="10" className={classes['band']} />
      <text x="20" y={y + 28} className={classes['layer']}>
        {LAYER_WORDS[layer]}
        {height < BOX.height ? <tspan className={classes['nothing']}> nothing on the map</tspan> : null}
      </text>
    </g>
  ));
});

function isInside(element: Element, frame: Element | null): boolean {
  if (frame === null) return true;
  const [a, b] = [element.getBoundingClientRect(), frame.getBoundingClientRect()];
  return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
}
