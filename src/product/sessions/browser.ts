/** What is kept of a user agent: enough for a person to know their own sessions apart, too little to know a person by. */
export interface Browser {
  readonly browser: string;
  readonly system: string;
}

// The order matters: every browser claims to be several others.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bWindows\b/, 'Windows'],
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/** `userAgent` is the caller's: only words of ours come out of it. */
export function browserOf(userAgent: string): Browser {
  const text = userAgent.slice(0, 512);
  return { browser: first(BROWSERS, text) ?? 'Another browser', system: first(SYSTEMS, text) ?? 'another system' };
}

function first(known: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return known.find(([pattern]) => pattern.test(text))?.[1];
}
