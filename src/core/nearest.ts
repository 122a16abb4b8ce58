// Did-you-mean. Words and candidates come from whoever wrote the file, so their length and number are the writer's: both are bounded
// before any comparing is done.

const LONGEST = 80;
const MOST_CANDIDATES = 5_000;

/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`, or `limit + 1` where there are more than `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = row;
    row = next;
  }
  return Math.min(row[b.length] ?? 0, limit + 1);
}

/**
 * The few of `candidates` that `word` was most likely meant to be, nearest first: at most a third of the letters differ (one in a short
 * word), or the candidate has the word in it, counted as one. Empty where none is near, and for a word that is empty or longer than 80 letters.
 */
export function nearest(word: string, candidates: Iterable<string>, most = 3): readonly string[] {
  if (word === '' || word.length > LONGEST) return [];
  const wanted = word.toLowerCase();
  const near: { readonly candidate: string; readonly far: number }[] = [];
  // Where the nearest alone is asked for, what is no nearer than the best so far need not be measured to its end.
  let limit = Math.max(1, Math.floor(wanted.length / 3));
  let seen = 0;
  for (const candidate of candidates) {
    seen += 1;
    if (seen > MOST_CANDIDATES) break;
    const plain = candidate.slice(0, LONGEST).toLowerCase();
    const within = wanted.length > 2 && plain.includes(wanted) ? 1 : limit + 1;
    const far = Math.min(editDistance(wanted, plain, limit), within);
    if (far > limit) continue;
    near.push({ candidate, far });
    if (most === 1) limit = far;
  }
  return near
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map((entry) => entry.candidate);
}
