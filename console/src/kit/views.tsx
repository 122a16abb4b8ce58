import { useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Go } from './go.tsx';
import classes from './views.module.css';

interface View {
  readonly id: string;
  readonly title: ReactNode;
  /** How many are behind it, where that is worth a look. */
  readonly count?: number | undefined;
}

interface ViewsProps {
  readonly label: string;
  /** The field of the URL that says which is shown; the first view when absent. */
  readonly field: string;
  readonly views: readonly View[];
  readonly shown: string;
  /** What else the URL holds that goes along from one view to the next. */
  readonly keep?: Readonly<Record<string, string | number | undefined>>;
}

/** The views of one page, each with an address of its own. They wrap where it is narrow. */
export function Views({ label, field, views, shown, keep = {} }: ViewsProps) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <nav aria-label={label} className={classes['views']}>
      {views.map(({ id, title, count }, index) => (
        <Go
          key={id}
          to={addressOf(path, index === 0 ? keep : { ...keep, [field]: id })}
          stay
          className={classes['view'] ?? ''}
          underline="never"
          aria-current={id === shown ? 'page' : undefined}
        >
          {title}
          {count === undefined || count === 0 ? null : <span className={classes['count']}>{count.toLocaleString('en-GB')}</span>}
        </Go>
      ))}
    </nav>
  );
}

function addressOf(path: string, held: NonNullable<ViewsProps['keep']>): string {
  const query = new URLSearchParams(Object.entries(held).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  return query.size === 0 ? path : `${path}?${query}`;
}
