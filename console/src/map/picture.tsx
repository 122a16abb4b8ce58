import { Button, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import type { MapAnswer, StandingAnswer } from '../../../src/server/map/model.ts';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { VERDICT_ORDER, type VerdictCounts } from '../kit/verdict.ts';
import { Drawing } from './drawing/drawing.tsx';
import { type LaidOut, layoutOf, narrowedTo } from './drawing/layout.ts';
import { type Joint, MOST_BOXES, type Scene, sceneOf } from './drawing/scene.ts';
import { highlightOf } from './highlight.ts';
import type { MapSearch } from './search.ts';
import { count, type LayerName } from './words.ts';

interface PictureProps {
  readonly answer: MapAnswer;
  readonly standing: StandingAnswer | undefined;
  readonly search: MapSearch;
  readonly onSearch: (change: Partial<Record<keyof MapSearch, string | undefined>>) => void;
}

const SEPARATOR = '|';

/** The map, drawn: what is shown of it, laid out in a worker, with what a filter picks out. */
export const Picture = memo(function Picture({ answer, standing, search, onSearch }: PictureProps) {
  const { map, layers, digest } = answer;
  const narrow = useMediaQuery('(max-width: 48rem)', false, { getInitialValueInEffect: false }) ?? false;
  const opened = search.open;
  const shownLayers = search.layer;
  const networks = search.networks === 'yes';
  const open = useMemo(() => new Set(opened?.split(SEPARATOR)), [opened]);
  const whole = useMemo(() => sceneOf(map, layers, { open, networks }), [map, layers, open, networks]);
  const scene = useMemo(
    () => (shownLayers === undefined ? whole : sceneOf(map, layers, { layers: shownLayers.split(',') as readonly LayerName[], open, networks })),
    [whole, map, layers, shownLayers, open, networks],
  );
  const laid = useLayout(whole, scene, digest, narrow);
  const { asset, actor, find } = search;
  const highlight = useMemo(() => highlightOf(map, { asset, actor, find }), [map, asset, actor, find]);
  const byBox = useMemo(() => summed(scene, standing), [scene, standing]);
  const lit = useMemo(() => {
    if (highlight === undefined) return undefined;
    const boxes = new Map<string, string>();
    for (const [part, why] of highlight.parts) {
      const box = scene.boxOf.get(part);
      if (box !== undefined) boxes.set(box, why);
    }
    return boxes;
  }, [highlight, scene]);
  const onOpen = useCallback(
    (id: string) => {
      const box = scene.boxes.find((one) => one.id === id);
      if (box?.part !== undefined) onSearch({ part: id });
      else onSearch({ open: [...(opened === undefined ? [] : [opened]), id].join(SEPARATOR) });
    },
    [scene, opened, onSearch],
  );
  const onJoint = useCallback(
    ({ forth, back }: Joint) => {
      const [only] = [...forth, ...back];
      if (only !== undefined && !only.includes(' on ')) onSearch({ part: only });
    },
    [onSearch],
  );
  if (laid.error !== undefined) return <Failed error={laid.error} what="The map could not be laid out. The list shows all of it." />;
  if (laid.layout === undefined || laid.scene === undefined) return <Loading shape="picture" height={520} label="Laying out the map" />;
  return (
    <>
      {/* There with and without a filter: the drawing below stays where it is. */}
      <Text size="sm" maw="62rem" mb="xs" role="status" c={highlight === undefined ? 'dimmed' : ''}>
        {highlight?.sentence ??
          `${count(map.parts.length, 'part')}, ${count(map.flows.length, 'flow')} and ${count(map.links.length, 'link')}, none picked out.`}
      </Text>
      {scene.folded || opened !== undefined ? (
        <Group gap="sm" mb="xs">
          <Text size="sm" maw="62rem" c="dimmed">
            {count(map.parts.length, 'part')} in {count(scene.boxes.length, 'box', 'boxes')}: more than {MOST_BOXES} are folded by zone and kind. Choose a box
            with a double edge to open it.
          </Text>
          {opened === undefined ? null : (
            <Button size="compact-xs" variant="default" onClick={() => onSearch({ open: undefined })}>
              Fold all
            </Button>
          )}
        </Group>
      ) : null}
      <Drawing
        scene={laid.scene}
        layout={laid.layout}
        standing={byBox}
        lit={lit}
        litJoints={highlight?.joints}
        chosen={search.part === undefined ? undefined : (scene.boxOf.get(search.part) ?? undefined)}
        label={`${map.service.name}: ${count(map.parts.length, 'part')}, drawn`}
        onOpen={onOpen}
        onJoint={onJoint}
      />
    </>
  );
});

interface Laid {
  readonly scene?: Scene;
  readonly layout?: LaidOut;
  readonly error?: unknown;
}

/**
 * The layout of a scene. The whole map is laid out, in a worker; what a filter leaves of it keeps that order and moves together, which takes no time. While another
 * whole is worked out, the one before stays.
 */
function useLayout(whole: Scene, scene: Scene, digest: string, narrow: boolean): Laid {
  const [laid, setLaid] = useState<Laid>({});
  useEffect(() => {
    let gone = false;
    layoutOf(whole, digest, narrow).then(
      (layout) => {
        if (gone) return;
        setLaid({ scene: whole, layout });
        performance.measure('map-layout', { start: performance.now() - layout.ms, duration: layout.ms });
      },
      (error: unknown) => gone || setLaid({ error }),
    );
    return () => {
      gone = true;
    };
  }, [whole, digest, narrow]);
  return useMemo(() => {
    if (laid.layout === undefined || laid.scene === undefined || scene === whole) return laid;
    return { scene, layout: narrowedTo(scene, laid.scene, laid.layout, narrow) };
  }, [laid, whole, scene, narrow]);
}

function summed(scene: Scene, standing: StandingAnswer | undefined): ReadonlyMap<string, VerdictCounts> {
  const found = new Map<string, VerdictCounts>();
  if (standing === undefined) return found;
  for (const box of scene.boxes) {
    const sum: Partial<Record<(typeof VERDICT_ORDER)[number], number>> = {};
    for (const id of box.parts)
      for (const verdict of VERDICT_ORDER) {
        const n = standing.elements[id]?.[verdict];
        if (n !== undefined) sum[verdict] = (sum[verdict] ?? 0) + n;
      }
    if (Object.keys(sum).length > 0) found.set(box.id, sum);
  }
  return found;
}
