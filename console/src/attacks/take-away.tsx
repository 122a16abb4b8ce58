import { Button, Group } from '@mantine/core';
import type { Paths, Way } from '../../../src/server/attacks/model.ts';
import { notify } from '../app/notices.ts';
import { Icon } from '../kit/icon.tsx';
import { saveAs } from '../kit/save.ts';
import { asText } from './words.ts';

interface TakeAwayProps {
  readonly way: Way | undefined;
  readonly answer: Paths;
  readonly title: string;
}

/** The story as text, the drawing as a file of its own, the answer as the command line gives it. */
export function TakeAway({ way, answer, title }: TakeAwayProps) {
  const copy = async () => {
    if (way === undefined) return;
    await navigator.clipboard.writeText(asText(way, title, answer.at));
    notify({ tone: 'done', text: 'The way is copied as text.' });
  };
  const draw = () => {
    const picture = document.querySelector<SVGSVGElement>('svg[data-picture]');
    if (picture !== null) saveAs(`attack ${title}.svg`, 'image/svg+xml', standing(picture));
  };
  return (
    <Group gap="xs">
      <Button size="xs" variant="subtle" leftSection={<Icon name="copy" size={14} />} disabled={way === undefined} onClick={() => void copy()}>
        Copy
      </Button>
      <Button size="xs" variant="subtle" leftSection={<Icon name="download" size={14} />} disabled={way === undefined} onClick={draw}>
        SVG
      </Button>
      <Button
        size="xs"
        variant="subtle"
        leftSection={<Icon name="download" size={14} />}
        onClick={() => saveAs(`attack ${title}.json`, 'application/json', `${JSON.stringify(answer, null, 2)}\n`)}
      >
        JSON
      </Button>
    </Group>
  );
}

/** A drawing that stands alone: the page's colours are written into it, as they are now. */
function standing(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const colours = getComputedStyle(document.documentElement);
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes('var('))
        element.setAttribute(
          name,
          value.replace(/var\((--[\w-]+)\)/g, (_, variable: string) => colours.getPropertyValue(variable).trim() || 'currentColor'),
        );
    }
    element.removeAttribute('class');
  }
  const { width = '1000' } = picture.dataset;
  copy.removeAttribute('style');
  copy.setAttribute('width', width);
  copy.setAttribute('viewBox', `0 0 ${width} ${copy.getAttribute('height')}`);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', colours.getPropertyValue('--surface').trim());
  copy.prepend(ground);
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
