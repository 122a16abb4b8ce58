import type { ColumnWords } from '../people/table.ts';

/** What a backup tool's table may say. Words are without spaces, marks and accents, in the order in which a name is looked up. */
export type BackupColumn =
  | 'job'
  | 'system'
  | 'repository'
  | 'kind'
  | 'lastSuccess'
  | 'status'
  | 'size'
  | 'restored'
  | 'restoreResult'
  | 'compared'
  | 'expected'
  | 'found'
  | 'encrypted'
  | 'separate'
  | 'observed';

const split = (words: string): readonly string[] => words.trim().split(/\s+/);

export const BACKUP_COLUMNS: ColumnWords<BackupColumn> = {
  job: split('job jobname backupjob backupname backup task taskname policy plan planname auftrag auftragsname sicherung sicherungsauftrag sicherungsjob'),
  system: split('system systemname host hostname server client clientname machine vm vmname source workload object protectedobject quelle rechner quellsystem'),
  repository: split('repository target destination storage vault ziel speicher sicherungsziel medium'),
  kind: split('kind type jobtype operation action tasktype art typ vorgang'),
  lastSuccess: split(
    'lastsuccess lastsuccessful lastsuccessfulbackup lastsuccessfulrun lastbackup lastrun lastgoodbackup endtime finished finishedat completed completedat letztererfolg letztersicherungserfolg letzteerfolgreichesicherung letztesicherung ende beendet',
  ),
  status: split('status result state outcome lastresult laststatus jobstatus ergebnis zustand'),
  size: split('size bytes datasize backupsize transferred groesse grosse datenmenge'),
  restored: split(
    'restored restoredat restoredon restoredate restoretest restoretestdate restoretested restoretestedat lastrestoretest lastrestore testdate testedat testedon wiederherstellungstest wiederherstellungstestam letzterwiederherstellungstest testdatum getestetam',
  ),
  restoreResult: split(
    'restoreresult restorestatus restoretestresult restoretestresults testresult teststatus restoreoutcome wiederherstellungsergebnis testergebnis',
  ),
  compared: split(
    'compared digestcompared checksumcompared hashcompared verified checksumverified digestverified contentverified match matches digestmatch digestmatches checksummatch verglichen geprueft gepruft prufsummeverglichen pruefsummeverglichen ubereinstimmung uebereinstimmung',
  ),
  expected: split(
    'expecteddigest expectedchecksum expectedhash sourcedigest sourcechecksum sourcehash originaldigest originalchecksum sollprufsumme sollpruefsumme',
  ),
  found: split('restoreddigest restoredchecksum restoredhash actualdigest actualchecksum digestfound istprufsumme istpruefsumme'),
  encrypted: split('encrypted isencrypted encryption verschlusselt verschluesselt verschlusselung verschluesselung'),
  separate: split(
    'separate offsite offsitecopy immutable immutablecopy airgapped offline offlinecopy secondcopy isolated getrennt ausgelagert unveranderlich unveraenderlich externekopie',
  ),
  observed: split('observedat asof exportedat exported exportdate reportdate stand standvom'),
};

/** Whether the columns are of backups: something that is backed up, and how that went or what came of restoring it. */
export function isBackup(columns: ReadonlySet<BackupColumn>): boolean {
  const what = columns.has('job') || columns.has('system');
  const restores = columns.has('restored') || columns.has('restoreResult') || columns.has('compared') || (columns.has('expected') && columns.has('found'));
  return what && ((columns.has('job') && columns.has('lastSuccess')) || restores || (columns.has('job') && columns.has('encrypted')));
}

/** Of several columns of these meanings each is read, and the worst of what they say counts. */
export const DECIDING: readonly BackupColumn[] = ['status', 'restored', 'restoreResult', 'compared', 'expected', 'found', 'encrypted', 'separate'];
