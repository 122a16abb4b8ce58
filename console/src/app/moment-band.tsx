import { Button } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Moment } from '../kit/moment.tsx';
import classes from './bands.module.css';

/** Says that the page shows no present. Nobody should act on an old picture without knowing it. */
export function MomentBand() {
  const { service } = useParams({ strict: false });
  const { at } = useSearch({ strict: false });
  const navigate = useNavigate();
  if (service === undefined || at === undefined) return null;
  const ahead = Date.parse(at) > Date.now();
  return (
    <section className={classes['band']} aria-label="The moment shown">
      <span>
        This page shows what {ahead ? 'will stand, if nothing is seen until then,' : 'stood'} at <Moment at={at} />.
      </span>
      <Button size="compact-sm" variant="default" onClick={() => void navigate({ to: '.', search: (before) => ({ ...before, at: undefined }) })}>
        Show now
      </Button>
    </section>
  );
}
