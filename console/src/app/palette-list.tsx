import { TextInput } from '@mantine/core';
import { useParams, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import type { ControlNames } from '../../../src/server/gaps/model.ts';
import type { MapAnswer } from '../../../src/server/map/model.ts';
import { TERMS } from '../help/terms.ts';
import { Icon, type IconName } from '../kit/icon.tsx';
import { useMay } from './account.ts';
import { useAsk } from './ask.ts';
import { useGo } from './go.ts';
import { usePlaces } from './navigation.tsx';
import classes from './palette.module.css';
import { chosenService, keptMoment, useServices } from './services.ts';

interface Find {
  readonly group: string;
  readonly name: string;
  readonly says?: string;
  readonly icon: IconName;
  readonly to: string;
}

const MOST = 40;

function useFinds(): readonly Find[] {
  const places = usePlaces();
  const may = useMay();
  const { service: here } = useParams({ strict: false });
  const { at: shown } = useSearch({ strict: false });
  const { data: services } = useServices();
  const service = here ?? chosenService(services, undefined)?.id;
  const at = here !== undefined || service === undefined ? shown : keptMoment(service, services);
  const { data: drawn } = useAsk<MapAnswer>(`/api/services/${service ?? ''}/map`, { at }, { enabled: service !== undefined && may('service.read') });
  const { data: known } = useAsk<ControlNames>('/api/controls', {}, { enabled: service !== undefined && may('service.read') });
  return useMemo(() => {
    const finds: Find[] = [...places.service, ...places.office].map(({ name, icon, to }) => ({ group: 'Pages', name, icon, to }));
    finds.push({ group: 'Pages', name: 'Your account', says: 'How you sign in', icon: 'key', to: '/account' });
    for (const one of services?.list ?? []) finds.push({ group: 'Services', name: one.title, icon: 'stack', to: `/services/${one.id}/stack` });
    if (may('service.create')) finds.push({ group: 'Do', name: 'Bring a service', icon: 'add', to: '/bring' });
    if (may('people.invite')) finds.push({ group: 'Do', name: 'Invite a person', icon: 'people', to: '/people?view=invite' });
    if (may('token.issue')) finds.push({ group: 'Do', name: 'Issue a token', icon: 'key', to: '/settings?view=tokens&do=issue' });
    if (may('break-glass.open')) finds.push({ group: 'Do', name: 'Break the glass', icon: 'glass', to: '/people?view=break-glass' });
    if (may('report.export') && service !== undefined)
      finds.push({
        group: 'Do',
        name: 'Download a report',
        icon: 'download',
        to: `/services/${service}/gaps?view=reports${here !== undefined || at === undefined ? '' : `&at=${at}`}`,
      });
    // Within a service the moment goes along by itself.
    const moment = here !== undefined || at === undefined ? '' : `&at=${at}`;
    const named = (
      group: string,
      icon: IconName,
      list: readonly { readonly id: string; readonly name?: string | undefined }[],
      address: (id: string) => string,
    ) => {
      for (const { id, name } of list)
        finds.push({ group, name: name ?? id, says: id, icon, to: `/services/${service ?? ''}/${address(encodeURIComponent(id))}${moment}` });
    };
    named(
      'Controls',
      'lock',
      (known?.controls ?? []).map(({ id, title }) => ({ id, name: title })),
      (id) => `stack?control=${id}`,
    );
    named('Parts', 'map', drawn?.map.parts ?? [], (id) => `map?element=${id}`);
    named('Assets', 'lock', drawn?.map.assets ?? [], (id) => `map?element=${id}`);
    named('Actors', 'person', drawn?.map.actors ?? [], (id) => `attacks?actor=${id}`);
    for (const [id, { word, means }] of Object.entries(TERMS))
      finds.push({ group: 'Words', name: word, says: means, icon: 'help', to: `/help?term=${encodeURIComponent(id)}` });
    return finds;
  }, [places, services, drawn, known, may, service, here, at]);
}

/** Names that begin so come first, then names that hold it, then explanations that hold it. */
function matching(finds: readonly Find[], typed: string): readonly Find[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return finds.filter(({ group }) => group === 'Pages' || group === 'Services' || group === 'Do');
  const score = ({ name, says = '' }: Find): number => {
    const low = name.toLowerCase();
    if (low.startsWith(wanted)) return 0;
    if (low.includes(wanted)) return 1;
    return wanted.split(/\s+/).every((word) => `${low} ${says.toLowerCase()}`.includes(word)) ? 2 : 3;
  };
  return finds
    .map((find) => ({ find, at: score(find) }))
    .filter(({ at }) => at < 3)
    .sort((a, b) => a.at - b.at)
    .map(({ find }) => find)
    .slice(0, MOST);
}

export function PaletteList({ close }: { readonly close: () => void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const finds = useFinds();
  const shown = matching(finds, typed);
  const list = useId();
  const go = useGo();
  const open = (find: Find | undefined) => {
    if (find === undefined) return;
    close();
    void go(find.to);
  };
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (at + step + shown.length) % Math.max(1, shown.length);
      setAt(next);
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(shown[at]);
    }
  };
  return (
    <div className={classes['palette']}>
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        className={classes['field'] ?? ''}
        leftSection={<Icon name="search" />}
        placeholder="A page, a control, a part, a word"
        role="combobox"
        aria-label="Find"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={shown.length === 0 ? undefined : `${list}-${at}`}
        autoComplete="off"
        value={typed}
        onKeyDown={walk}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
      />
      <div id={list} role="listbox" aria-label="Found" className={classes['list']}>
        {shown.map((find, index) => (
          // The keyboard walks this list from the field above, by aria-activedescendant.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={`${find.group} ${find.to} ${find.name}`}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            className={classes['item']}
            onClick={() => open(find)}
            onPointerMove={() => setAt(index)}
          >
            <Icon name={find.icon} size={16} />
            <span className={classes['name']}>{find.name}</span>
            <span className={classes['says']}>{find.says}</span>
            <span className={classes['group']}>{find.group}</span>
          </div>
        ))}
        {shown.length === 0 ? <p className={classes['none']}>Nothing of this name. Try a control, a part, a standard’s word.</p> : null}
      </div>
    </div>
  );
}
