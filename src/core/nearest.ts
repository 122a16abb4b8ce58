/** The few of `among` that are spelt most like `text`, nearest first: for "did you mean". Bounded work: long texts are compared by their first 80 letters. */
export function nearest(text: string, among: Iterable<string>, most = 3): readonly string[] {
  const wanted = text.slice(0, 80).toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  const near: { readonly word: string; readonly far: number }[] = [];
  for (const word of among) {
    const far = word.toLowerCase().includes(wanted) && wanted.length > 2 ? 1 : distance(wanted, word.slice(0, 80).toLowerCase(), limit);
    if (far <= limit) near.push({ word, far });
  }
  return near
    .sort((a, b) => a.far - b.far || (a.word < b.word ? -1 : 1))
    .slice(0, most)
    .map((entry) => entry.word);
}

// Levenshtein's distance, given up once every cell of a row is past the limit.
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cell = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
      next.push(cell);
      least = Math.min(least, cell);
    }
    if (least > limit) return limit + 1;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}
