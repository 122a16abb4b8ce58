import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';

interface Filled {
  /** The missing thing, to be said at its field: nothing before the person has tried to send the form. */
  readonly missing: (right: boolean, says: string) => string | undefined;
  /** For the form itself. */
  readonly form: { readonly ref: RefObject<HTMLFormElement | null>; readonly noValidate: true; readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void };
}

/**
 * A form whose button can always be pressed: where something is missing, that is said in its place and the first such field has the focus, since a button that is merely grey says
 * nothing. `right`: all is there. `send` is called for no other.
 */
export function useFilled(right: boolean, send: () => void): Filled {
  const [tries, setTries] = useState(0);
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (tries > 0) ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  return {
    missing: (fine, says) => (tries === 0 || fine ? undefined : says),
    form: {
      ref,
      noValidate: true,
      onSubmit(event) {
        event.preventDefault();
        if (!right) return setTries((before) => before + 1);
        setTries(0);
        send();
      },
    },
  };
}
