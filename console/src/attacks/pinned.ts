/** The moment and the length of the record that the page's first answer spoke of: every further question is about the same, and nothing is judged twice. */
export interface Pinned {
  readonly at: string;
  readonly size: number;
}

export const pinnedTo = ({ at, head }: { readonly at: string; readonly head: { readonly size: number } }): Pinned => ({ at, size: head.size });
