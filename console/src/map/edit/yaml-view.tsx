import { yaml } from '@codemirror/lang-yaml';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import type { ShownFault } from '../../../../src/server/map/model.ts';
import { nonce } from '../../app/nonce.ts';
import classes from './edit.module.css';

interface YamlViewProps {
  readonly text: string;
  readonly faults: readonly ShownFault[];
  readonly warnings: readonly ShownFault[];
  /** Offset to show, each time it is another. */
  readonly show?: number | undefined;
  readonly label: string;
  readonly onType: (text: string) => void;
  readonly onSave?: () => void;
}

/** Frames. */
const MEASURED_IN = 4;

/** The YAML of the draft. Faults stand in their lines, and in the list beside. */
export function YamlView({ text, faults, warnings, show, label, onType, onSave }: YamlViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const typed = useRef(onType);
  const saved = useRef(onSave);
  typed.current = onType;
  saved.current = onSave;
  const first = useRef(text);

  useEffect(() => {
    const box = host.current;
    if (box === null) return;
    // The editor measures its lines and the width of their numbers in its first frames, and shows them when it has: nothing is seen to move.
    box.style.visibility = 'hidden';
    let frame = 0;
    const show = (left: number) => {
      frame = requestAnimationFrame(() => (left > 0 ? show(left - 1) : box.style.removeProperty('visibility')));
    };
    show(MEASURED_IN);
    const made = new EditorView({
      parent: box,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          basicSetup,
          yaml(),
          lintGutter(),
          EditorView.cspNonce.of(nonce()),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          keymap.of([
            {
              key: 'Mod-s',
              run: () => {
                saved.current?.();
                return true;
              },
            },
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('assay'))) typed.current(update.state.doc.toString());
          }),
          EditorView.theme({
            '&': { height: '100%', fontSize: '13px', color: 'var(--mantine-color-text)', backgroundColor: 'var(--surface)' },
            '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', overflow: 'auto' },
            '.cm-content': { caretColor: 'var(--mantine-color-text)' },
            '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
            '.cm-gutters': { backgroundColor: 'var(--surface-sunk)', color: 'var(--mantine-color-dimmed)', borderRight: '1px solid var(--line)' },
            '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent) 9%, transparent)' },
            '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
              backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent) !important',
            },
            '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--mantine-color-text)', border: '1px solid var(--line)' },
            '.cm-panels': { backgroundColor: 'var(--surface-sunk)', color: 'var(--mantine-color-text)' },
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      cancelAnimationFrame(frame);
      made.destroy();
    };
  }, [label]);

  // What the form did: only what differs is exchanged, so that the cursor and the undo of whoever types stay.
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    const now = editor.state.doc.toString();
    if (now === text) return;
    const [from, to, insert] = differing(now, text);
    editor.dispatch({ changes: { from, to, insert }, userEvent: 'assay' });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    const found = [...faults.map((fault) => diagnosed(editor, fault, 'error')), ...warnings.map((fault) => diagnosed(editor, fault, 'warning'))];
    editor.dispatch(
      setDiagnostics(
        editor.state,
        found.sort((a, b) => a.from - b.from),
      ),
    );
  }, [faults, warnings]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || show === undefined || show > editor.state.doc.length) return;
    editor.dispatch({ selection: { anchor: show }, effects: EditorView.scrollIntoView(show, { y: 'center' }) });
  }, [show]);

  return <div ref={host} className={classes['yaml']} />;
}

function diagnosed(editor: EditorView, fault: ShownFault, severity: Diagnostic['severity']): Diagnostic {
  const { doc } = editor.state;
  const line = doc.line(Math.min(Math.max(fault.line ?? 1, 1), doc.lines));
  const from = Math.min(line.from + Math.max((fault.column ?? 1) - 1, 0), line.to);
  const expected = fault.expected === undefined ? '' : `\nExpected ${fault.expected.slice(0, 200)}${fault.found === undefined ? '' : `; found ${fault.found}`}`;
  return { from, to: Math.max(from, line.to), severity, source: fault.code, message: `${fault.message}${expected}\n${fault.remedy}` };
}

function differing(before: string, after: string): readonly [number, number, string] {
  let from = 0;
  const most = Math.min(before.length, after.length);
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  let tail = 0;
  while (tail < most - from && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  return [from, before.length - tail, after.slice(from, after.length - tail)];
}
