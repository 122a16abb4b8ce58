/** 12345.6 as `12,345.6`, the same on every machine. Exponents, from 1e21 on, stay as they are. */
export function figure(value: number): string {
  const [whole = '0', part] = String(value).split('.');
  if (whole.includes('e') || part?.includes('e') === true) return String(value);
  return whole.replace(/\B(?=(?:\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`);
}
