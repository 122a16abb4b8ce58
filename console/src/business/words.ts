// Words that several views of the page have in common.

export const WEIGHTS = ['critical', 'high', 'medium', 'low'] as const;
export const STATES = { present: 'Present', gone: 'Gone', 'not-seen': 'Not seen of late' } as const;
export const kindWords = (kind: string): string => kind.replaceAll('-', ' ');

const DAY = 86_400_000;
const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** "today", "in 3 days", "3 days late". */
export function dueIn(ms: number): string {
  const days = Math.floor(Math.abs(ms) / DAY);
  const said = days === 0 ? 'less than a day' : days === 1 ? '1 day' : `${figures.format(days)} days`;
  return ms < 0 ? `${said} late` : `in ${said}`;
}

/** "P92D" as a person says it; what is no plain number of days stays as it is. */
export function every(duration: string): string {
  const [, days] = /^P(\d+)D$/.exec(duration) ?? [];
  return days === undefined ? duration : days === '1' ? 'day' : `${days} days`;
}

export const share = (of: number): string => `${figures.format(of * 100)} %`;
export const daysOf = (of: number): string => `${figures.format(of)} ${of === 1 ? 'day' : 'days'}`;

/** `rolled-out` and `rollOutShare` as words: the model's names of figures are its own. */
export function figureWords(name: string): string {
  const words = name
    .replaceAll('-', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** What an attacker does, as a line of its own. */
export const sentence = (title: string): string => `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
