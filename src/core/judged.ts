/** An answer with what it was judged from: the ledger entries it read, and the size of the tree it was judged at. */
export interface Judged<Answer> {
  readonly answer: Answer;
  /** Sequence numbers of the entries, ascending, each once. */
  readonly evidence: readonly number[];
  readonly treeSize: number;
}
