import { Skeleton } from '@mantine/core';
import classes from './loading.module.css';

interface LoadingProps {
  /** `page`: opener, picture and table; `picture`: one block of `height`; `table`: `rows` lines; `lines`: a paragraph. */
  readonly shape: 'page' | 'picture' | 'table' | 'lines';
  readonly height?: number;
  readonly rows?: number;
  /** What is being worked out, for who cannot see the skeleton. */
  readonly label?: string;
}

const keys = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `line-${index}`);

/** A skeleton of the size that the answer will have, so that nothing jumps when it comes. */
export function Loading({ shape, height = 320, rows = 8, label = 'Loading' }: LoadingProps) {
  return (
    <div className={classes['loading']} role="status" aria-label={label}>
      {shape === 'page' ? (
        <>
          <Skeleton height={14} width={90} />
          <Skeleton height={26} width="min(46rem, 100%)" />
          <Skeleton height={26} width="min(28rem, 70%)" />
        </>
      ) : null}
      {shape === 'page' || shape === 'picture' ? <Skeleton height={height} mt={shape === 'page' ? 'lg' : 0} /> : null}
      {shape === 'page' || shape === 'table' ? keys(rows).map((key) => <Skeleton key={key} height={30} />) : null}
      {shape === 'lines' ? keys(rows).map((key, index) => <Skeleton key={key} height={14} width={index === rows - 1 ? '60%' : '100%'} />) : null}
    </div>
  );
}
