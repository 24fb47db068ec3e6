import { importGraph, isTest } from '../imports.ts';
import { doorOf, isTestDoor, mayImport, roomOf, rowOf } from '../rooms.ts';
import type { Tree, Violation } from '../source.ts';

/** A room imports only the rooms that the law grants it, and them only through their doors. */
export function checkRooms(tree: Tree): readonly Violation[] {
  const found: Violation[] = [];
  for (const [path, edges] of importGraph(tree)) {
    const room = roomOf(path);
    if (room === undefined) continue;
    if (rowOf(room) === undefined) {
      found.push({ rule: 'rooms', path, line: 0, detail: `the room ${room} has no row in the law` });
    }
    for (const edge of edges) {
      const add = (rule: string, detail: string): void => {
        found.push({ rule, path, line: edge.import.line, detail });
      };
      const other = roomOf(edge.path);
      if (edge.path.endsWith('.ts') && !tree.has(edge.path)) add('doors', `${edge.path} is not there`);
      if (other === undefined) {
        if (edge.import.kind !== 'url') add('rooms', `${edge.path} lies outside of all rooms`);
        continue;
      }
      if (isTestDoor(edge.path) && !isTest(path) && !isTestDoor(path) && room !== 'proof') {
        add('doors', `${edge.path} is for tests alone`);
      }
      // A test may run the whole program as a process of its own.
      const runsProgram =
        edge.path === 'src/main.ts' && edge.import.kind === 'url' && (isTest(path) || isTestDoor(path));
      if (other === room || runsProgram) continue;
      if (!mayImport(room, other, path)) add('rooms', `${room} may not import ${other}`);
      if (edge.path !== doorOf(other) && !isTestDoor(edge.path) && edge.path.endsWith('.ts') && other !== 'main') {
        add('doors', `${edge.path} is behind the door ${doorOf(other)}`);
      }
      if (other === 'main' && room !== 'proof') add('doors', 'nothing imports main');
    }
  }
  return found;
}
