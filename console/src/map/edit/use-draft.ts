import { useCallback, useEffect, useRef, useState } from 'react';
import type { CheckAnswer } from '../../../../src/server/map/model.ts';
import { post } from '../../app/api.ts';
import { keepDraft } from './kept-draft.ts';
import type { Change, Plain } from './references.ts';
import { type YamlApart, yamlApart } from './yaml-apart.ts';
import type { ReadText } from './yaml-text.ts';

export interface Draft {
  readonly text: string;
  /** What the text says, as of the last time that it could be read. */
  readonly value: Plain | undefined;
  /** Why the text cannot be read now. */
  readonly error: string | undefined;
  readonly spots: ReadText['spots'];
  /** What the server says of it; of an earlier text while `checking`. */
  readonly check: CheckAnswer | undefined;
  readonly checking: boolean;
  readonly unreachable: boolean;
  /** Typed in the YAML. */
  readonly type: (text: string) => void;
  /** Done in the form. */
  readonly change: (changes: readonly Change[]) => Promise<void>;
  readonly replace: (text: string) => void;
}

const PAUSE_MS = 500;

/** One draft, written by the form and by the YAML alike; read in a worker, checked by the server at every pause. */
export function useDraft(service: string, base: string, first: string, original: string): Draft {
  // Made and stopped by one effect: a page that is mounted twice has a worker that runs, and none that is left over.
  const [apart, setApart] = useState<YamlApart>();
  useEffect(() => {
    const made = yamlApart();
    setApart(made);
    return () => made.stop();
  }, []);
  const [text, setText] = useState(first);
  const [read, setRead] = useState<ReadText>({ spots: {} });
  const [check, setCheck] = useState<CheckAnswer>();
  const [checked, setChecked] = useState<string>();
  const [unreachable, setUnreachable] = useState(false);
  const latest = useRef(first);

  const take = useCallback((next: string) => {
    latest.current = next;
    setText(next);
  }, []);

  useEffect(() => {
    keepDraft(service, text === original ? undefined : { base, text });
  }, [service, base, text, original]);

  // What is typed is read at each pause; what the form does brings its reading along.
  useEffect(() => {
    if (apart === undefined) return;
    const timer = setTimeout(() => {
      void apart.read(text).then(
        (told) =>
          told.text === latest.current && setRead((before) => (told.read.value === undefined ? { ...before, ...told.read, spots: before.spots } : told.read)),
        () => undefined,
      );
    }, 120);
    return () => clearTimeout(timer);
  }, [apart, text]);

  useEffect(() => {
    const asked = new AbortController();
    const timer = setTimeout(() => {
      post<CheckAnswer>(
        `/api/services/${encodeURIComponent(service)}/map/check?against=${encodeURIComponent(base)}`,
        { yaml: text },
        { signal: asked.signal },
      ).then(
        (sent) => {
          if (sent.kind !== 'done') return;
          setCheck(sent.body);
          setChecked(text);
          setUnreachable(false);
        },
        (error: unknown) => {
          if (!(error instanceof DOMException && error.name === 'AbortError')) setUnreachable(true);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [service, base, text]);

  const change = useCallback(
    async (changes: readonly Change[]) => {
      // Before the first effect has run there is no form to change anything in.
      if (apart === undefined) return;
      const before = latest.current;
      const told = await apart.change(before, changes);
      // Somebody typed meanwhile: what was done in the form is done again, on what they typed.
      const now = latest.current === before ? told : await apart.change(latest.current, changes);
      take(now.text);
      setRead(now.read);
    },
    [apart, take],
  );

  return { text, value: read.value, error: read.error, spots: read.spots, check, checking: checked !== text, unreachable, type: take, change, replace: take };
}
