/** Whether a filter matches a topic (MQTT 3.1.1 section 4.7). Both have been taken by the broker; `#` and `+` at the front match nothing that begins with `$`. */
export function matches(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && !filter.startsWith('$')) return filter === topic;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (let i = 0; i < wanted.length; i += 1) {
    const level = wanted[i];
    // `a/#` matches `a` as well.
    if (level === '#') return true;
    if (i >= levels.length || (level !== '+' && level !== levels[i])) return false;
  }
  return wanted.length === levels.length || (wanted.length === levels.length + 1 && wanted.at(-1) === '#');
}

/** Whether a topic is this one or stands below it. */
export function isBelow(prefix: string, topic: string): boolean {
  return topic === prefix || topic.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
