import { findLanguage, LANGUAGES } from '../phrase/language.table.ts';
import { no, yes } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import type { CommandRow } from './command.ts';

/** RFC 6856 §3: the language of what people read; without an argument, the list of them. */
export const lang: CommandRow = {
  keyword: 'LANG',
  state: 'any',
  argument: 'optional',
  run: ({ services, manner }, argument) => {
    const range = argument.trim();
    if (range === '') {
      const lines = LANGUAGES.map(({ tag, name }) => `${tag} ${name}\r\n`);
      return { reply: { kind: 'lines', line: yes('languages'), lines } };
    }
    const language = range === '*' ? services.language : findLanguage(range);
    if (language === undefined) return say(no('noSuchLanguage'));
    return { ...say(yes('languageChanged', language.tag)), manner: { ...manner, language } };
  },
};
