import { Background, BackgroundVariant, Controls, MiniMap, type Node, ReactFlow, ReactFlowProvider, useReactFlow, ViewportPortal } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useComputedColorScheme } from '@mantine/core';
import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Icon } from '../../kit/icon.tsx';
import type { VerdictCounts } from '../../kit/verdict.ts';
import { LAYER_WORDS } from '../words.ts';
import { BoxNode, type BoxNodeType } from './box-node.tsx';
import classes from './drawing.module.css';
import type { LaidOut } from './layout.ts';
import { ARROWS, neighbour } from './neighbour.ts';
import { BOX, type Place } from './pack.ts';
import type { Joint, Scene } from './scene.ts';
import { wayOf } from './ways.ts';

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
const NODE_TYPES = { box: BoxNode };

export function Drawing(props: DrawingProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
}

function Flow({ scene, layout, standing, lit, litJoints, chosen, label, onOpen, onJoint }: DrawingProps) {
  const scheme = useComputedColorScheme('light');
  const flow = useReactFlow();
  const frame = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<string>();
  const [at, setAt] = useState<string>();
  const first = at !== undefined && scene.boxes.some(({ id }) => id === at) ? at : scene.boxes[0]?.id;
  const ways = useMemo(() => waysOf(scene.joints, layout.places), [scene, layout]);
  const joined = useMemo(() => joinedOf(scene.joints), [scene]);

  const nodes = useMemo(
    () =>
      scene.boxes.flatMap((box): BoxNodeType[] => {
        const place = layout.places[box.id];
        if (place === undefined) return [];
        const why = lit?.get(box.id);
        return [
          {
            id: box.id,
            type: 'box',
            position: place,
            width: BOX.width,
            height: BOX.height,
            data: {
              box,
              standing: standing.get(box.id),
              dim: lit !== undefined && why === undefined,
              ...(why === undefined ? {} : { why }),
              chosen: chosen === box.id,
              reachable: first === box.id,
              joined: joined.get(box.id)?.size ?? 0,
            },
          },
        ];
      }),
    [scene, layout, standing, lit, chosen, first, joined],
  );

  const [whole, setWhole] = useState(true);
  const look = useCallback(() => {
    const box = frame.current?.getBoundingClientRect();
    const { x, y, zoom } = flow.getViewport();
    if (box !== undefined) setWhole(x >= -4 && y >= -4 && x + layout.width * zoom <= box.width + 4 && y + layout.height * zoom <= box.height + 4);
  }, [flow, layout]);

  const shape = `${layout.width} ${layout.height} ${scene.boxes.length}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the whole is shown anew when the drawing has another shape, and never else: nothing jumps.
  useEffect(() => {
    const box = frame.current?.getBoundingClientRect();
    if (box === undefined) return;
    const across = (box.width - 16) / layout.width;
    const whole = Math.min(across, (box.height - 16) / layout.height, 1.1);
    // What would be too small to read whole is shown in its whole width, from the top.
    const zoom = whole < 0.3 ? Math.min(1, Math.max(across, 0.3)) : whole;
    const y = zoom > whole ? 8 : (box.height - layout.height * zoom) / 2;
    void flow.setViewport({ x: zoom > across ? 8 : (box.width - layout.width * zoom) / 2, y, zoom });
  }, [shape]);

  const walk = useCallback(
    (event: KeyboardEvent) => {
      const direction = ARROWS[event.key];
      const from = (event.target as HTMLElement).closest<HTMLElement>('[data-box]')?.dataset['box'];
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

  const focus = hovered ?? chosen;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing of buttons; a fieldset would call it a form. */}
      <div ref={frame} className={classes['frame']} role="group" aria-label={label} onKeyDown={walk} aria-describedby="map-keys">
        <p id="map-keys" className="visually-hidden">
          Arrow keys go to the nearest box that is joined to this one. Enter opens it. The view List shows the same as tables.
        </p>
        <ReactFlow
          nodes={nodes}
          nodeTypes={NODE_TYPES}
          colorMode={scheme}
          minZoom={0.05}
          maxZoom={2.5}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          proOptions={{ hideAttribution: true }}
          onNodeClick={(_, node) => {
            setAt(node.id);
            onOpen(node.id);
          }}
          onNodeMouseEnter={(_, node) => setHovered(node.id)}
          onNodeMouseLeave={() => setHovered(undefined)}
          onMoveEnd={look}
        >
          <ViewportPortal>
            <svg className={classes['under']} data-dense={scene.joints.length > DENSE} width={layout.width} height={layout.height} aria-hidden="true">
              <Ground layout={layout} />
              <Lines ways={ways} litJoints={litJoints} dimAll={lit !== undefined} onJoint={onJoint} />
              {focus === undefined ? null : (
                <Lines
                  ways={ways.filter(({ joint }) => joint.a === focus || joint.b === focus)}
                  litJoints={undefined}
                  dimAll={false}
                  strong
                  onJoint={onJoint}
                />
              )}
            </svg>
          </ViewportPortal>
          <Background variant={BackgroundVariant.Dots} gap={24} size={1} className={classes['dots'] ?? ''} />
          <Controls showInteractive={false} className={classes['controls'] ?? ''} />
          {whole ? null : (
            <MiniMap<BoxNodeType>
              pannable
              zoomable
              className={classes['mini'] ?? ''}
              nodeColor={miniColour}
              ariaLabel="The whole map, small"
              nodeBorderRadius={12}
            />
          )}
        </ReactFlow>
      </div>
      <Legend />
    </>
  );
}

const miniColour = ({ data }: Node<BoxNodeType['data']>): string => (data.dim ? 'var(--line)' : data.chosen ? 'var(--accent)' : 'var(--verdict-unproven)');

interface Way {
  readonly joint: Joint;
  readonly d: string;
}

function waysOf(joints: readonly Joint[], places: Readonly<Record<string, Place>>): readonly Way[] {
  return joints.flatMap((joint) => {
    const [a, b] = [places[joint.a], places[joint.b]];
    return a === undefined || b === undefined ? [] : [{ joint, d: wayOf(a, b) }];
  });
}

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

interface LinesProps {
  readonly ways: readonly Way[];
  readonly litJoints: ReadonlySet<string> | undefined;
  readonly dimAll: boolean;
  readonly strong?: boolean;
  readonly onJoint: (joint: Joint) => void;
}

const Lines = memo(function Lines({ ways, litJoints, dimAll, strong = false, onJoint }: LinesProps) {
  return ways.map(({ joint, d }) => {
    const lit = strong || (litJoints !== undefined && [...joint.forth, ...joint.back].some((id) => litJoints.has(id)));
    return (
      // The same lines stand in the list and in the drawer of each end, where the keyboard reaches them.
      // biome-ignore lint/a11y/noStaticElementInteractions: see above
      <g key={joint.id} className={classes['line']} data-kind={joint.kind} data-lit={lit} data-dim={dimAll && !lit} onClick={() => onJoint(joint)}>
        <path d={d} className={classes['grip']} />
        <path
          d={d}
          className={classes['stroke']}
          markerEnd={joint.forth.length > 0 && joint.kind !== 'network' ? `url(#map-arrow${lit ? '-lit' : ''})` : undefined}
          markerStart={joint.back.length > 0 && joint.kind !== 'network' ? `url(#map-arrow${lit ? '-lit' : ''})` : undefined}
        />
      </g>
    );
  });
});

function Legend() {
  return (
    <div className={classes['legend']} aria-hidden="true">
      <svg width="0" height="0" aria-hidden="true" style={{ position: 'absolute' }}>
        <defs>
          {['', '-lit'].map((name) => (
            <marker
              key={name}
              id={`map-arrow${name}`}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              markerUnits="userSpaceOnUse"
              orient="auto-start-reverse"
            >
              <path d="M0 0.5L8 4L0 7.5z" className={classes[name === '' ? 'arrow' : 'arrow-lit']} />
            </marker>
          ))}
        </defs>
      </svg>
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
      <span>
        <Icon name="search" size={14} /> scroll to zoom, drag to move
      </span>
    </div>
  );
}

function isInside(element: Element, frame: Element | null): boolean {
  if (frame === null) return true;
  const [a, b] = [element.getBoundingClientRect(), frame.getBoundingClientRect()];
  return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
}
