export const KEYS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Find a page, a service, a control, a part or a word, and go there (⌘ K on a Mac).' },
  { keys: ['Tab'], does: 'To the next thing that can be used. The first press on a page offers to skip to its body.' },
  { keys: ['↑', '↓'], does: 'From row to row in a table, from line to line in a list.' },
  { keys: ['Home', 'End'], does: 'To the first and the last row that is shown.' },
  { keys: ['Enter'], does: 'Opens what has the focus.' },
  { keys: ['Esc'], does: 'Closes what was opened last: a list, a dialog, the details at the side.' },
  { keys: ['Alt', '←'], does: 'One step back, as everywhere in the browser: the address holds the whole view.' },
];
