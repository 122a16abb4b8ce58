import { Button, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../kit/icon.tsx';
import { inUtc } from '../kit/moment-words.ts';
import classes from './header.module.css';

const DAY = 86_400_000;
/** Midnight UTC so many days ago: what most comparisons want, and a URL that can be read. */
const daysAgo = (days: number): string => new Date(Math.floor(Date.now() / DAY) * DAY - days * DAY).toISOString().replace('.000Z', 'Z');

/** "2026-11-01", "2026-11-01 09:30": read in one way only, unlike a field whose order of day and month is the browser's. */
function typedMoment(typed: string): string | undefined {
  const [, day, time = '00:00'] = /^\s*(\d{4}-\d\d-\d\d)(?:[ T]+(\d\d:\d\d))?\s*Z?\s*$/.exec(typed) ?? [];
  const moment = `${day}T${time}:00Z`;
  return day === undefined || Number.isNaN(Date.parse(moment)) ? undefined : moment;
}

/** For when the pages answer. Everything is worked out anew for the moment chosen, from what could be known then. */
export function MomentChoice() {
  const { service } = useParams({ strict: false });
  const { at } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  if (service === undefined) return null;
  const go = (moment: string | undefined) => {
    setOpen(false);
    void navigate({ to: '.', search: (before) => ({ ...before, at: moment }) });
  };
  const given = typedMoment(typed);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} trapFocus returnFocus withArrow>
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="moment" size={14} />}
          onClick={() => setOpen(!open)}
          aria-label={`The moment shown: ${at === undefined ? 'now' : inUtc(at)}. Choose another`}
        >
          <span className={at === undefined ? classes['now'] : classes['word']}>{at === undefined ? 'Now' : inUtc(at)}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (given !== undefined) go(given);
          }}
        >
          <Stack gap="xs">
            <Text size="sm">What stood at this moment:</Text>
            <Button variant="default" size="xs" onClick={() => go(undefined)} disabled={at === undefined}>
              Now
            </Button>
            <Button variant="default" size="xs" onClick={() => go(daysAgo(0))}>
              Today at 00:00 UTC
            </Button>
            <Button variant="default" size="xs" onClick={() => go(daysAgo(7))}>
              A week ago
            </Button>
            <Button variant="default" size="xs" onClick={() => go(daysAgo(30))}>
              30 days ago
            </Button>
            <TextInput
              label="A moment, in UTC"
              description="Year, month, day, and the time if it matters"
              placeholder="2026-11-01 09:30"
              size="xs"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button type="submit" size="xs" disabled={given === undefined}>
              Show it
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
