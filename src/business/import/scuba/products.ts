/** The products of both suites: what each is on a map. */
interface Product {
  readonly full: string;
  /** The kind of part that it can only be, where there is one: no part is a chat or a platform for forms. */
  readonly kind?: 'identity-provider' | 'mail' | 'document-system';
  /** Other names that a map may have for it. */
  readonly names: readonly string[];
}

const PRODUCTS: ReadonlyMap<string, Product> = new Map<string, Product>([
  ['aad', { full: 'Azure Active Directory', kind: 'identity-provider', names: ['Microsoft Entra ID', 'Entra ID', 'Azure AD'] }],
  // Both are the filters and the log of the mail system, seen from another console.
  ['defender', { full: 'Microsoft 365 Defender', kind: 'mail', names: ['Microsoft Defender for Office 365'] }],
  ['securitysuite', { full: 'Security Suite', kind: 'mail', names: ['Microsoft Defender for Office 365', 'Microsoft 365 Defender'] }],
  ['exo', { full: 'Exchange Online', kind: 'mail', names: ['Microsoft Exchange Online', 'Exchange'] }],
  ['sharepoint', { full: 'SharePoint Online', kind: 'document-system', names: ['Microsoft SharePoint Online', 'SharePoint', 'OneDrive'] }],
  ['onedrive', { full: 'OneDrive for Business', kind: 'document-system', names: ['OneDrive'] }],
  ['teams', { full: 'Microsoft Teams', names: ['Teams'] }],
  ['powerplatform', { full: 'Microsoft Power Platform', names: ['Power Platform'] }],
  ['powerbi', { full: 'Microsoft Power BI', names: ['Power BI'] }],
  ['commoncontrols', { full: 'Common Controls', kind: 'identity-provider', names: ['Google Workspace', 'Google Identity', 'Cloud Identity'] }],
  ['gmail', { full: 'Gmail', kind: 'mail', names: ['Google Mail'] }],
  ['drive', { full: 'Drive and Docs', kind: 'document-system', names: ['Google Drive', 'Google Docs', 'Drive'] }],
  ['groups', { full: 'Groups', names: ['Google Groups'] }],
  ['calendar', { full: 'Calendar', names: ['Google Calendar'] }],
  ['chat', { full: 'Chat', names: ['Google Chat'] }],
  ['meet', { full: 'Meet', names: ['Google Meet'] }],
  ['sites', { full: 'Sites', names: ['Google Sites'] }],
  ['classroom', { full: 'Classroom', names: ['Google Classroom'] }],
]);

/** The product by its short name, in whatever letters. One that is not known is known by its name alone. */
export function productOf(short: string): Product {
  return PRODUCTS.get(short.trim().toLowerCase()) ?? { full: short, names: [] };
}
