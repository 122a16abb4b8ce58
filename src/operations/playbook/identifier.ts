const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}';
/** CACAO 2.0, 10.10. */
export const IDENTIFIER = new RegExp(`^[a-z][a-z0-9-]+[a-z0-9]--${UUID}$`);
/** The keys of agents, targets and sign-ins: the type in front has no digit. */
export const PARTY = new RegExp(`^[a-z]([-a-z]*[a-z])?--${UUID}$`);
export const VARIABLE = /^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__$/;
/** The type that an identifier begins with. */
export const typeOf = (id: string): string => id.slice(0, id.lastIndexOf('--'));
