import { ANY_TIME, command } from '../session/command.ts';
import { extendedHello } from './hello.ts';

/** RFC 2033 §4.1. Also said in the midst of a mail, which it drops (RFC 5321 §4.1.4). */
export const lhlo = command({
  verb: 'LHLO',
  states: ANY_TIME,
  hint: '',
  syntax: 'LHLO name',
  run: extendedHello('LHLO'),
});
