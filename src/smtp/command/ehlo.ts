import { ANY_TIME, command } from '../session/command.ts';
import { extendedHello } from './hello.ts';

/** RFC 5321 §4.1.1.1. Also said in the midst of a mail, which it drops (§4.1.4). */
export const ehlo = command({
  verb: 'EHLO',
  states: ANY_TIME,
  hint: '',
  syntax: 'EHLO name',
  run: extendedHello('EHLO'),
});
