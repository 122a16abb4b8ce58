import { businessImport } from './business-import.ts';
import { businessInventory } from './business-inventory.ts';
import type { Command } from './command.ts';

/** The office: what is known of it and how well it is kept. */
export const BUSINESS: readonly Command[] = [businessImport, businessInventory];
