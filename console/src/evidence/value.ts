/** A value in a few words: of lists how long they are. Whatever it holds is shown as text. */
export function valueInWords(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (value === null) return 'nothing';
  if (typeof value === 'string' || typeof value === 'number') return String(value).slice(0, 80);
  if (Array.isArray(value)) return `${value.length} listed`;
  const lists = Object.entries(value as object).flatMap(([name, list]) => (Array.isArray(list) ? [`${list.length} ${name}`] : []));
  return lists.length === 0 ? JSON.stringify(value).slice(0, 60) : lists.join(', ').slice(0, 80);
}
