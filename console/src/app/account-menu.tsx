import { ActionIcon, Menu, SegmentedControl, Text, useMantineColorScheme } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { Icon } from '../kit/icon.tsx';
import { ROLE_WORDS } from '../kit/role.ts';
import { useAccount } from './account.ts';
import { post } from './api.ts';
import { queries } from './ask.ts';
import { csrfToken } from './session.ts';

export function AccountMenu() {
  const { data: account } = useAccount();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const leave = async () => {
    await post('/api/account/sign-out', {});
    csrfToken.set(undefined);
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end" width={260} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label="Your account">
          <Icon name="person" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {account === undefined ? null : (
          <>
            <Menu.Label>
              <Text size="sm" fw={600} c="var(--mantine-color-text)">
                {account.name}
              </Text>
              {account.roles.map((role) => ROLE_WORDS[role].word).join(', ')}
            </Menu.Label>
            <Menu.Item component={Link} to="/account" closeMenuOnClick leftSection={<Icon name="key" size={16} />}>
              How you sign in
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Label id="scheme">Colours</Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby="scheme"
          value={colorScheme}
          onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
          data={[
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
            { value: 'auto', label: 'As the system' },
          ]}
        />
        <Menu.Divider />
        <Menu.Item closeMenuOnClick onClick={() => void leave()} leftSection={<Icon name="forward" size={16} />}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
