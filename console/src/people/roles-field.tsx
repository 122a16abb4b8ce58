import { Checkbox, Stack } from '@mantine/core';
import type { Role } from '../../../src/product/access/model.ts';
import { ROLE_WORDS } from '../kit/role.ts';

const ROLES = Object.keys(ROLE_WORDS) as readonly Role[];

interface RolesFieldProps {
  readonly value: readonly Role[];
  readonly onChange: (roles: readonly Role[]) => void;
  /** A role that has to stay, and why. */
  readonly kept?: { readonly role: Role; readonly why: string } | undefined;
}

/** Roles to choose from, each with what it is for. */
export function RolesField({ value, onChange, kept }: RolesFieldProps) {
  return (
    <Checkbox.Group
      label="Roles"
      description="As few as the work needs"
      value={[...value]}
      onChange={(chosen) => onChange(ROLES.filter((role) => chosen.includes(role)))}
    >
      <Stack gap="xs" mt="xs">
        {ROLES.map((role) => (
          <Checkbox
            key={role}
            value={role}
            label={ROLE_WORDS[role].word}
            description={kept?.role === role ? kept.why : ROLE_WORDS[role].means}
            disabled={kept?.role === role && value.includes(role)}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
