import type { Device } from '../../../src/server/product/model.ts';
import table from '../kit/data-table.module.css';
import { Moment } from '../kit/moment.tsx';
import { ScrollFrame } from '../kit/scroll-frame.tsx';
import { LifeMark } from './life-mark.tsx';
import classes from './product.module.css';

interface DeviceTableProps {
  readonly label: string;
  readonly devices: readonly Device[];
  readonly chosen: string | undefined;
  readonly onOpen: (device: Device) => void;
  readonly none: string;
}

/** One page of devices, in the order in which the fleet gave it: sorting 50 of a million would say nothing. */
export function DeviceTable({ label, devices, chosen, onOpen, none }: DeviceTableProps) {
  return (
    <div className={table['frame']}>
      <ScrollFrame label={label}>
        <table className={table['table']}>
          <caption className="visually-hidden">{label}</caption>
          <thead>
            <tr>
              {['Device', 'Product', 'Stage', 'Owner', 'Software', 'Certificate ends'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {devices.map((device) => (
              <tr key={device.id} className={table['row']} data-opens data-chosen={device.id === chosen ? true : undefined}>
                <td data-title="Device">
                  <button type="button" data-door className={table['open']} onClick={() => onOpen(device)}>
                    {device.id}
                  </button>
                </td>
                <td data-title="Product">{device.product}</td>
                <td data-title="Stage">
                  <LifeMark device={device} />
                </td>
                <td data-title="Owner">{device.household === undefined ? 'nobody’s' : 'a household’s'}</td>
                <td data-title="Software" data-empty={device.firmware === undefined ? true : undefined}>
                  {device.firmware}
                </td>
                <td data-title="Certificate ends" data-empty={device.expiresAt === undefined ? true : undefined}>
                  {device.expiresAt === undefined ? null : (
                    <span className={Date.parse(device.expiresAt) < Date.now() ? classes['over'] : undefined}>
                      <Moment at={device.expiresAt} show="day" /> (<Moment at={device.expiresAt} show="relative" />)
                    </span>
                  )}
                </td>
              </tr>
            ))}
            {devices.length === 0 ? (
              <tr>
                <td colSpan={6} className={table['none']}>
                  {none}
                </td>
              </tr>
            ) : null}
          </tbody>
        </table>
      </ScrollFrame>
    </div>
  );
}
