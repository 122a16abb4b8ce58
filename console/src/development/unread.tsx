import classes from './development.module.css';

interface UnreadProps {
  readonly what: string;
  readonly file: string;
  readonly faults: readonly { readonly code: string; readonly message: string; readonly line?: number | undefined; readonly remedy: string }[];
}

/** A file in the folder of the service that is not what it should be: where, and what mends it. */
export function Unread({ what, file, faults }: UnreadProps) {
  return (
    <div className={classes['between']} role="alert">
      <strong>{what}</strong>
      <ul>
        {faults.map(({ code, message, line, remedy }) => (
          <li key={`${code} ${message} ${line}`}>
            <code>
              {file}
              {line === undefined ? '' : `, line ${line}`}
            </code>{' '}
            {message}. {remedy} <code>{code}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
