import { randomBytes } from 'node:crypto';

// What a browser is told of every answer. The console's bytes are ours; names in a map, a finding's text and a file's name are whoever's who wrote
// them, and these headers are the second line behind escaping.

/**
 * Functions of the browser that no page of Assay uses. Passkeys and copying are the two that some page does. Only names that browsers know: of any other they complain on
 * every page, and what somebody has to heed is lost among it.
 */
const OFF = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];
const PERMISSIONS = [
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  'clipboard-write=(self)',
  ...OFF.map((name) => `${name}=()`),
].join(', ');

/** Two years: what the browsers' preload list asks at least is one. */
const HSTS = 'max-age=63072000; includeSubDomains';

/** A nonce for one answer: 128 bits, as CSP level 3 section 7.1 asks at least. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/** CSP of the console's page. Scripts come from files alone; styles from files, and from elements that carry this answer's nonce. */
export function pagePolicy({ nonce, https }: { readonly nonce: string; readonly https: boolean }): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** An answer of the API that is opened as a page (a report, somebody's file) runs nothing, loads nothing, and is nobody's origin. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

function common(https: boolean): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': PERMISSIONS,
    // For browsers older than frame-ancestors.
    'x-frame-options': 'DENY',
    ...(https ? { 'strict-transport-security': HSTS } : {}),
  };
}

/** Of every answer below /api. Nothing is kept by a browser or a proxy unless the route says otherwise. */
export function apiHeaders({ https, cacheControl = 'no-store' }: { readonly https: boolean; readonly cacheControl?: string }): Record<string, string> {
  return { ...common(https), 'content-security-policy': API_POLICY, 'cache-control': cacheControl };
}

/** Of index.html: made anew for each answer, as its nonce is. */
export function pageHeaders({ https, nonce }: { readonly https: boolean; readonly nonce: string }): Record<string, string> {
  return { ...common(https), 'content-security-policy': pagePolicy({ nonce, https }), 'cache-control': 'no-store' };
}

/** Of the console's scripts, styles, fonts and pictures. A worker's script is bound by the policy that it comes with itself, so it has that of the page. */
export function assetHeaders({ https, cacheControl }: { readonly https: boolean; readonly cacheControl: string }): Record<string, string> {
  const policy = pagePolicy({ nonce: '', https }).replace(" 'nonce-'", '');
  return { ...common(https), 'content-security-policy': policy, 'cache-control': cacheControl };
}
