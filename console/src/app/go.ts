import { useNavigate } from '@tanstack/react-router';

export type Address = { readonly to: string; readonly search: Record<string, string> };

/** Splits "/people?view=proposals" into what the router takes. The moment shown (`at`) goes along by itself within a service. */
export function addressParts(address: string): Address {
  const [to = '/', query = ''] = address.split('?', 2);
  return { to, search: Object.fromEntries(new URLSearchParams(query)) };
}

/** Moves to an address of this console, written as a person would read it. */
export function useGo(): (address: string, replace?: boolean) => Promise<void> {
  const navigate = useNavigate();
  return (address, replace = false) => navigate({ ...addressParts(address), replace });
}
