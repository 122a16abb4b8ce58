import { Button, Menu, Text } from '@mantine/core';
import { Link, useMatches, useParams } from '@tanstack/react-router';
import type { ServiceLine } from '../../../src/server/services/model.ts';
import { Icon } from '../kit/icon.tsx';
import { useMay } from './account.ts';
import classes from './header.module.css';
import { chosenService, useServices } from './services.ts';

/** Which service the pages speak of. Choosing another stays on the same page, where one is open. */
export function ServiceSwitcher() {
  const { data: services } = useServices();
  const { service } = useParams({ strict: false });
  const may = useMay();
  const page = useMatches({ select: (matches) => /^\/services\/[^/]+\/([a-z]+)/.exec(matches.at(-1)?.pathname ?? '')?.[1] ?? 'stack' });
  const now = chosenService(services, service);
  if (services === undefined) return null;
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="xs" className={classes['switcher'] ?? ''} rightSection={<Icon name="down" size={12} />}>
          <span className="visually-hidden">Service: </span>
          <span className={classes['service']} title={now?.title}>
            {now?.title ?? 'Choose a service'}
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Services</Menu.Label>
        {services.list.map((one) => (
          <Menu.Item
            key={one.id}
            component={Link}
            to={`/services/${one.id}/${page}`}
            aria-current={one.id === now?.id}
            leftSection={one.id === now?.id ? <Icon name="check" size={14} /> : <span style={{ width: 14 }} />}
          >
            {one.title}
            {one.state === 'record-broken' ? <Broken fault={one.fault} /> : null}
          </Menu.Item>
        ))}
        {may('service.create') ? (
          <>
            <Menu.Divider />
            <Menu.Item component={Link} to="/bring" leftSection={<Icon name="add" size={14} />}>
              Bring a service
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What is wrong with a record, and what can be done: in words, under its name. */
function Broken({ fault }: { readonly fault: ServiceLine['fault'] }) {
  return (
    <Text size="xs" c="dimmed">
      Record broken{fault === undefined ? '' : ` (${fault.code}). ${fault.remedy}`}
    </Text>
  );
}
