import { useService } from '../app/ask.ts';
import { Go } from './go.tsx';

/** One entry of the service's ledger, by its sequence number: where a figure comes from. */
export function EntryLink({ seq }: { readonly seq: number }) {
  const { service } = useService();
  return (
    <Go
      to={`/services/${service}/ledger?entry=${seq}`}
      style={{ display: 'inline-block', minWidth: '1.5rem', lineHeight: '1.5rem', fontVariantNumeric: 'tabular-nums' }}
      size="sm"
      aria-label={`Ledger entry ${seq}`}
    >
      #{seq}
    </Go>
  );
}
