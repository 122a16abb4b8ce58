/** A subject of evidence in its pieces: `element[/variant][#member]`. */
export interface Subject {
  readonly element: string;
  readonly variant?: string;
  readonly member?: string;
}

export function parseSubject(text: string): Subject {
  const hash = text.indexOf('#');
  const whole = hash === -1 ? text : text.slice(0, hash);
  const slash = whole.indexOf('/');
  return {
    element: slash === -1 ? whole : whole.slice(0, slash),
    ...(slash === -1 ? {} : { variant: whole.slice(slash + 1) }),
    ...(hash === -1 ? {} : { member: text.slice(hash + 1) }),
  };
}

/** The subject and everything wider that a statement about it covers it by: `camera/fw-1#7` is covered by `camera/fw-1`, `camera#7` and `camera`. */
export function coveredBy(text: string): readonly string[] {
  const { element, variant, member } = parseSubject(text);
  const wider = [text];
  if (variant !== undefined && member !== undefined) wider.push(`${element}/${variant}`, `${element}#${member}`);
  if (variant !== undefined || member !== undefined) wider.push(element);
  return wider;
}
