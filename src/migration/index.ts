export { countSource, type SourceCount } from './count-source.ts';
export { type ExportOptions, type ExportReport, exportMail } from './export-mail.ts';
export { type ImportOptions, type ImportReport, importMail, type MailboxReport, POP3_UIDL } from './import-mail.ts';
export { openSource, type SourceOptions } from './open-source.ts';
export { type Format, MigrationFailure, type Source } from './source.ts';
